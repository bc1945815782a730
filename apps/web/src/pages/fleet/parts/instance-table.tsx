import type { ManagedInstance } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instancesQuery } from '../../../api/fleet.ts';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { NoMatch } from '../../../components/data-table/no-match.tsx';
import { SearchInput } from '../../../components/data-table/search-input.tsx';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { noFilter } from './filter-instances.ts';
import { instanceColumns } from './instance-columns.tsx';
import { InstanceFilters } from './instance-filters.tsx';
import { useInstanceRows } from './use-instance-rows.ts';

const worstFirst = [{ id: 'security', desc: true }];
const none: readonly ManagedInstance[] = [];

export function InstanceTable() {
  const { t } = useTranslation();
  const instances = useQuery(instancesQuery);
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState(noFilter);
  const sought = useDeferredValue(search);
  const columns = useMemo(() => instanceColumns(t), [t]);
  const rows = useInstanceRows(instances.data ?? none, filter, sought);
  const reset = () => {
    setSearch('');
    setFilter(noFilter);
  };
  return (
    <Panel
      flush
      title={t('fleet.table')}
      aside={
        <SearchInput
          label={t('fleet.searchLabel')}
          placeholder={t('fleet.searchHint')}
          value={search}
          onChange={setSearch}
        />
      }
    >
      <Loaded query={instances} skeleton={<TableSkeleton />}>
        {(all) => (
          <>
            <InstanceFilters instances={all} value={filter} onChange={setFilter} />
            <DataTable
              label={t('fleet.table')}
              rows={rows}
              columns={columns}
              rowId={(row) => row.id}
              initialSort={worstFirst}
              resetPageOn={JSON.stringify([sought, filter])}
              empty={<NoMatch search={sought} onReset={reset} />}
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
