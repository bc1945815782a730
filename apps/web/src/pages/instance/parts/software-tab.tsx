import type { InstalledSoftware, ManagedInstance } from '@rustine/sdk';
import { IconPackages } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { installedSoftwareQuery } from '../../../api/fleet.ts';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { matchesSearch } from '../../../components/data-table/match-search.ts';
import { NoMatch } from '../../../components/data-table/no-match.tsx';
import { SearchInput } from '../../../components/data-table/search-input.tsx';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../../components/empty-state/empty-state.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { RelativeTime } from '../../../components/relative-time/relative-time.tsx';
import { formatBytes } from '../../../format/format-bytes.ts';
import classes from '../instance.module.css';

const column = columnsOf<InstalledSoftware>();
const byName = [{ id: 'name', desc: false }];

function softwareColumns(t: TFunction, language: string): Columns<InstalledSoftware> {
  return column.columns([
    column.accessor('name', {
      header: t('software.name'),
      cell: ({ row }) => <span className={classes.package}>{row.original.name}</span>,
    }),
    column.accessor('version', {
      header: t('software.version'),
      cell: ({ row }) => <span className={classes.mono}>{row.original.version}</span>,
    }),
    column.accessor('architecture', { header: t('software.architecture') }),
    column.accessor('publisher', { header: t('software.publisher') }),
    column.accessor((row) => row.installedAt ?? undefined, {
      id: 'installed',
      header: t('software.installed'),
      cell: ({ row }) => <RelativeTime at={row.original.installedAt} none="—" />,
    }),
    column.accessor((row) => row.sizeBytes ?? undefined, {
      id: 'size',
      header: t('software.size'),
      meta: { align: 'end' },
      cell: ({ row: { original } }) => (original.sizeBytes === null ? '—' : formatBytes(original.sizeBytes, language)),
    }),
  ]);
}

function SoftwareTable({ software }: { software: readonly InstalledSoftware[] }) {
  const { t, i18n } = useTranslation();
  const [search, setSearch] = useState('');
  const sought = useDeferredValue(search);
  const columns = useMemo(() => softwareColumns(t, i18n.language), [t, i18n.language]);
  const rows = useMemo(
    () => software.filter((row) => matchesSearch(sought, [row.name, row.version, row.publisher, row.source])),
    [software, sought],
  );
  return (
    <>
      <div className={classes.toolbar}>
        <SearchInput
          label={t('software.searchLabel')}
          placeholder={t('software.searchHint')}
          value={search}
          onChange={setSearch}
        />
      </div>
      <DataTable
        label={t('software.table')}
        rows={rows}
        columns={columns}
        rowId={(row) => `${row.name} ${row.architecture} ${row.version}`}
        initialSort={byName}
        resetPageOn={sought}
        empty={<NoMatch search={sought} onReset={() => setSearch('')} />}
      />
    </>
  );
}

export function SoftwareTab({ instance }: { instance: ManagedInstance }) {
  const { t } = useTranslation();
  const software = useQuery(installedSoftwareQuery(instance.id, instance.lastScanAt ?? ''));
  return (
    <Loaded query={software} skeleton={<TableSkeleton rows={8} />}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState icon={IconPackages} title={t('software.emptyTitle')} text={t('software.emptyText')} />
        ) : (
          <SoftwareTable software={rows} />
        )
      }
    </Loaded>
  );
}
