import { SegmentedControl } from '@mantine/core';
import type { AvailableUpdate } from '@rustine/sdk';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../../../components/data-table/data-table.tsx';
import { NoMatch } from '../../../../components/data-table/no-match.tsx';
import { SearchInput } from '../../../../components/data-table/search-input.tsx';
import classes from '../../instance.module.css';
import { countTypes, selectUpdates, updateTypes, type TypeFilter } from './select-updates.ts';
import { updateColumns } from './update-columns.tsx';

const securityFirst = [{ id: 'type', desc: false }];

export function UpdatesTable({ updates }: { updates: readonly AvailableUpdate[] }) {
  const { t, i18n } = useTranslation();
  const [filter, setFilter] = useState<TypeFilter>('ALL');
  const [search, setSearch] = useState('');
  const sought = useDeferredValue(search);
  const columns = useMemo(() => updateColumns(t, i18n.language), [t, i18n.language]);
  const rows = useMemo(() => selectUpdates(updates, filter, sought), [updates, filter, sought]);
  const counts = useMemo(() => countTypes(updates), [updates]);
  const filters = [
    { value: 'ALL', label: `${t('updates.all')} ${counts.ALL}` },
    ...updateTypes
      .filter((type) => counts[type] > 0)
      .map((type) => ({ value: type, label: `${t(`updateType.${type}`)} ${counts[type]}` })),
  ];
  return (
    <>
      <div className={classes.toolbar}>
        <SearchInput
          label={t('updates.searchLabel')}
          placeholder={t('updates.searchHint')}
          value={search}
          onChange={setSearch}
        />
        <SegmentedControl
          size="xs"
          className={classes.filter}
          aria-label={t('updates.filter')}
          data={filters}
          value={filter}
          onChange={(value) => setFilter(value as TypeFilter)}
        />
      </div>
      <DataTable
        label={t('updates.table')}
        rows={rows}
        columns={columns}
        rowId={(row) => `${row.name} ${row.architecture} ${row.availableVersion}`}
        initialSort={securityFirst}
        resetPageOn={`${filter} ${sought}`}
        empty={
          <NoMatch
            search={sought}
            onReset={() => {
              setSearch('');
              setFilter('ALL');
            }}
          />
        }
      />
    </>
  );
}
