import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { compartmentPaths } from '@rustine/sdk';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compartmentsQuery, groupsQuery } from '../../api/places.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { matchesSearch } from '../../components/data-table/match-search.ts';
import { NoMatch } from '../../components/data-table/no-match.tsx';
import { SearchInput } from '../../components/data-table/search-input.tsx';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { Loaded } from '../../components/loaded/loaded.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { groupColumns } from './parts/group-columns.tsx';
import { NewGroup } from './parts/new-group.tsx';

export function GroupsPage() {
  const { t } = useTranslation();
  const query = useQuery(groupsQuery);
  const { data: compartments = [] } = useQuery(compartmentsQuery);
  const [search, setSearch] = useState('');
  const [opened, { open, close }] = useDisclosure(false);
  const columns = useMemo(() => groupColumns(t), [t]);
  const rows = useMemo(() => {
    const paths = compartmentPaths(compartments);
    const lines = (query.data ?? []).map((each) => ({ ...each, place: paths.get(each.compartmentId) ?? '' }));
    return lines.filter(({ name, place, id }) => matchesSearch(search, [name, place, id]));
  }, [query.data, compartments, search]);
  const empty =
    query.data?.length === 0 ? (
      <EmptyState icon={IconStack2} title={t('groups.emptyTitle')} text={t('groups.emptyText')} />
    ) : (
      <NoMatch search={search} onReset={() => setSearch('')} />
    );
  return (
    <>
      <PageHeader
        title={t('groups.title')}
        subtitle={t('groups.subtitle')}
        actions={
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={open}>
            {t('groups.new')}
          </Button>
        }
      />
      {opened && <NewGroup onClose={close} />}
      <Panel
        flush
        title={t('groups.table')}
        aside={
          <SearchInput
            label={t('groups.searchLabel')}
            placeholder={t('groups.searchHint')}
            value={search}
            onChange={setSearch}
          />
        }
      >
        <Loaded query={query} skeleton={<TableSkeleton />}>
          {() => (
            <DataTable
              label={t('groups.table')}
              rows={rows}
              columns={columns}
              rowId={(row) => row.id}
              resetPageOn={search}
              empty={empty}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
