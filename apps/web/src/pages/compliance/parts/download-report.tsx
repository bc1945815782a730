import { Button } from '@mantine/core';
import { complianceCsv, type ComplianceReport } from '@rustine/sdk';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../../../components/download/save-file.ts';

export function DownloadReport({ report }: { report: ComplianceReport }) {
  const { t } = useTranslation();
  const name = `compliance-${report.generatedAt.slice(0, 10)}`;
  const button = { variant: 'default', size: 'sm', leftSection: <IconDownload size={15} aria-hidden /> } as const;
  return (
    <>
      <Button
        {...button}
        aria-label={t('compliance.downloadCsv')}
        onClick={() =>
          saveFile({ name: `${name}.csv`, type: 'text/csv', text: complianceCsv(report, { showDetails: true }) })
        }
      >
        {t('compliance.csv')}
      </Button>
      <Button
        {...button}
        aria-label={t('compliance.downloadJson')}
        onClick={() =>
          saveFile({ name: `${name}.json`, type: 'application/json', text: JSON.stringify(report, null, 2) })
        }
      >
        {t('compliance.json')}
      </Button>
    </>
  );
}
