import type { InvocationDetail } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { runReportsQuery } from '../../../../api/work.ts';
import { DataTable } from '../../../../components/data-table/data-table.tsx';
import { TableSkeleton } from '../../../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../../../components/loaded/loaded.tsx';
import { reportColumns } from './report-columns.tsx';
import classes from './runs.module.css';

/** What the run brought: each report with where it stands and, when it was refused, the place and the reason. */
export function RunReports({ run, live }: { run: InvocationDetail; live: boolean }) {
  const { t, i18n } = useTranslation();
  const reports = useQuery(runReportsQuery(run, live));
  const columns = useMemo(() => reportColumns(t, i18n.language), [t, i18n.language]);
  return (
    <section aria-label={t('run.reports')}>
      <h3 className={classes.heading}>{t('run.reports')}</h3>
      <Loaded query={reports} skeleton={<TableSkeleton rows={3} />}>
        {(rows) => (
          <div className={classes.reports}>
            <DataTable
              label={t('run.reports')}
              rows={rows}
              columns={columns}
              rowId={(row) => row.id}
              empty={<p className={classes.noReports}>{t(live ? 'run.noReportsYet' : 'run.noReports')}</p>}
            />
          </div>
        )}
      </Loaded>
    </section>
  );
}
