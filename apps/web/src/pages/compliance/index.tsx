import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { complianceQuery } from '../../api/compliance.ts';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { Figure, Figures } from '../../components/figure/figure.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { RelativeTime } from '../../components/relative-time/relative-time.tsx';
import { ComplianceTable } from './parts/compliance-table.tsx';
import { DownloadReport } from './parts/download-report.tsx';
import classes from './compliance.module.css';

export function CompliancePage() {
  const { t, i18n } = useTranslation();
  const query = useQuery(complianceQuery);
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <>
      <PageHeader
        title={t('compliance.title')}
        subtitle={t('compliance.subtitle')}
        actions={query.data && <DownloadReport report={query.data} />}
      />
      <Loaded query={query} skeleton={<TableSkeleton rows={10} />}>
        {(report) => (
          <div className={classes.page}>
            <Figures>
              <Figure label={t('compliance.total')} value={number(report.totalInstances)} />
              <Figure
                label={t('compliance.scanned')}
                value={number(report.scannedInstances)}
                tone={report.scannedInstances < report.totalInstances ? 'warn' : undefined}
              />
              <Figure
                label={t('compliance.missing')}
                value={number(report.missingSecurityUpdates)}
                tone={report.missingSecurityUpdates > 0 ? 'bad' : undefined}
              />
              <Figure
                label={t('compliance.cves')}
                value={number(report.distinctCves)}
                tone={report.distinctCves > 0 ? 'bad' : undefined}
              />
              <Figure words label={t('compliance.generated')} value={<RelativeTime at={report.generatedAt} />} />
            </Figures>
            <ComplianceTable report={report} />
          </div>
        )}
      </Loaded>
    </>
  );
}
