import type { AvailableUpdate } from '@rustine/sdk';
import type { TFunction } from 'i18next';
import { CveList } from '../../../../components/cve-list/cve-list.tsx';
import { columnsOf, type Columns } from '../../../../components/data-table/table-features.ts';
import { UpdateTypeBadge } from '../../../../components/state-badge/state-badges.tsx';
import { ToneBadge } from '../../../../components/state-badge/tone-badge.tsx';
import { VersionChange } from '../../../../components/version-change/version-change.tsx';
import { formatBytes } from '../../../../format/format-bytes.ts';
import classes from '../../instance.module.css';
import { updateTypes } from './select-updates.ts';

const column = columnsOf<AvailableUpdate>();

/** A security update whose CVEs are being read may hold many: it does not sort as if it had none. */
function cveCount(update: AvailableUpdate): number | undefined {
  return update.cvesKnown ? update.cves.length : undefined;
}

export function updateColumns(t: TFunction, language: string): Columns<AvailableUpdate> {
  return column.columns([
    column.accessor('name', {
      header: t('updates.package'),
      cell: ({ row: { original } }) => (
        <span>
          <span className={classes.package}>{original.name}</span>
          <span className={classes.sub}>{original.architecture}</span>
        </span>
      ),
    }),
    column.accessor((row) => updateTypes.indexOf(row.updateType), {
      id: 'type',
      header: t('updates.type'),
      cell: ({ row: { original } }) => (
        <span>
          <UpdateTypeBadge type={original.updateType} />
          {(original.severity !== '' || original.advisory !== '') && (
            <span className={classes.sub}>{[original.severity, original.advisory].filter(Boolean).join(' · ')}</span>
          )}
        </span>
      ),
    }),
    column.accessor('availableVersion', {
      header: t('updates.versions'),
      cell: ({ row: { original } }) => (
        <VersionChange installed={original.installedVersion} available={original.availableVersion} />
      ),
    }),
    column.accessor(cveCount, {
      id: 'cves',
      header: t('updates.cves'),
      meta: { grow: true },
      cell: ({ row: { original } }) =>
        original.updateType !== 'SECURITY' && original.cves.length === 0 ? (
          '—'
        ) : (
          <CveList cves={original.cves} known={original.cvesKnown} name={original.name} />
        ),
    }),
    column.accessor('repository', {
      header: t('updates.source'),
      cell: ({ row }) => <span className={classes.source}>{row.original.repository}</span>,
    }),
    column.accessor((row) => row.sizeBytes ?? undefined, {
      id: 'size',
      header: t('updates.size'),
      meta: { align: 'end' },
      cell: ({ row: { original } }) => (original.sizeBytes === null ? '—' : formatBytes(original.sizeBytes, language)),
    }),
    column.accessor((row) => row.rebootSuggested ?? undefined, {
      id: 'reboot',
      header: t('updates.reboot'),
      cell: ({ row: { original } }) =>
        original.rebootSuggested === true ? <ToneBadge tone="warn">{t('updates.rebootYes')}</ToneBadge> : '—',
    }),
  ]);
}
