import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instancesQuery } from '../../../api/fleet.ts';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { matchesSearch } from '../../../components/data-table/match-search.ts';
import { NoMatch } from '../../../components/data-table/no-match.tsx';
import { SearchInput } from '../../../components/data-table/search-input.tsx';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { instanceColumns } from './instance-columns.tsx';

const worstFirst = [{ id: 'security', desc: true }];

export function InstanceTable() {
  const { t } = useTranslation();
  const instances = useQuery(instancesQuery);
  const [search, setSearch] = useState('');
  const sought = useDeferredValue(search);
  const columns = useMemo(() => instanceColumns(t), [t]);
  const rows = useMemo(
    () =>
      (instances.data ?? []).filter((row) =>
        matchesSearch(sought, [row.displayName, row.hostname, row.osName, row.architecture, row.id]),
      ),
    [instances.data, sought],
  );
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
        {() => (
          <DataTable
            label={t('fleet.table')}
            rows={rows}
            columns={columns}
            rowId={(row) => row.id}
            initialSort={worstFirst}
            resetPageOn={sought}
            empty={<NoMatch search={sought} onReset={() => setSearch('')} />}
          />
        )}
      </Loaded>
    </Panel>
  );
}
