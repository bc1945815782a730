import { ActionIcon, Tooltip } from '@mantine/core';
import type { Report } from '@rustine/sdk';
import { IconDownload } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { reportContentUrl } from '../../../../api/report-content-url.ts';
import { columnsOf, type Columns } from '../../../../components/data-table/table-features.ts';
import { ServerWords } from '../../../../components/server-words/server-words.tsx';
import { ReportStateBadge } from '../../../../components/state-badge/state-badges.tsx';
import { formatBytes } from '../../../../format/format-bytes.ts';
import classes from './runs.module.css';

const column = columnsOf<Report>();

function Fault({ fault: { line, column: place, reason } }: { fault: NonNullable<Report['fault']> }) {
  const { t } = useTranslation();
  return (
    <span className={classes.fault}>
      {line !== null && (place === null ? t('run.faultLine', { line }) : t('run.faultAt', { line, column: place }))}{' '}
      <ServerWords>{reason}</ServerWords>
    </span>
  );
}

const inStore: Record<Report['state'], boolean> = {
  GRANTED: false,
  UPLOADED: true,
  INGESTED: true,
  QUARANTINED: true,
  FAILED: false,
};

function DownloadCell({ report }: { report: Report }) {
  const { t } = useTranslation();
  if (!inStore[report.state]) return null;
  const label = t('run.download', { kind: report.kind });
  return (
    <Tooltip label={label}>
      <ActionIcon
        component="a"
        href={reportContentUrl(report.id)}
        download={`${report.instanceName}-${report.kind}.csv`}
        variant="default"
        size="sm"
        aria-label={label}
      >
        <IconDownload size={14} />
      </ActionIcon>
    </Tooltip>
  );
}

export function reportColumns(t: TFunction, language: string): Columns<Report> {
  return column.columns([
    column.accessor('kind', {
      header: t('run.reportKind'),
      meta: { grow: true },
      cell: ({ row: { original } }) => (
        <span>
          <span className={classes.mono}>{original.kind}</span>
          {original.fault !== null && <Fault fault={original.fault} />}
        </span>
      ),
    }),
    column.accessor('state', {
      header: t('run.reportState'),
      cell: ({ row }) => <ReportStateBadge state={row.original.state} />,
    }),
    column.accessor((row) => row.rows ?? undefined, {
      id: 'rows',
      header: t('run.reportRows'),
      meta: { align: 'end' },
      cell: ({ row }) => row.original.rows?.toLocaleString(language) ?? '—',
    }),
    column.accessor('sizeBytes', {
      header: t('run.reportSize'),
      meta: { align: 'end' },
      cell: ({ row }) => formatBytes(row.original.sizeBytes, language),
    }),
    column.display({ id: 'download', header: 'CSV', cell: ({ row }) => <DownloadCell report={row.original} /> }),
  ]);
}
