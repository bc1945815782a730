import type { ManagedInstanceGroup } from '@rustine/sdk';
import { IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupMembersQuery } from '../../../api/places.ts';
import { DataTable } from '../../../components/data-table/data-table.tsx';
import { matchesSearch } from '../../../components/data-table/match-search.ts';
import { NoMatch } from '../../../components/data-table/no-match.tsx';
import { SearchInput } from '../../../components/data-table/search-input.tsx';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../../components/empty-state/empty-state.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { memberColumns } from './member-columns.tsx';

/** The instances that are in the group at this moment; out of a listed one they can be taken. */
export function MemberTable({ group: { id, name, rule } }: { group: ManagedInstanceGroup }) {
  const { t } = useTranslation();
  const members = useQuery(groupMembersQuery(id));
  const [search, setSearch] = useState('');
  const listed = rule === null;
  const columns = useMemo(() => memberColumns(t, listed ? id : null), [t, id, listed]);
  const rows = useMemo(
    () => (members.data ?? []).filter((row) => matchesSearch(search, [row.displayName, row.hostname, row.osName])),
    [members.data, search],
  );
  const empty =
    members.data?.length === 0 ? (
      <EmptyState
        icon={IconStack2}
        title={t('groups.noMembers')}
        text={t(listed ? 'groups.noMembersListed' : 'groups.noMembersDynamic')}
        heading="h3"
      />
    ) : (
      <NoMatch search={search} onReset={() => setSearch('')} />
    );
  return (
    <Panel
      flush
      title={t('groups.members')}
      aside={
        <SearchInput
          label={t('groups.searchMembers')}
          placeholder={t('fleet.searchHint')}
          value={search}
          onChange={setSearch}
        />
      }
    >
      <Loaded query={members} skeleton={<TableSkeleton />}>
        {() => (
          <DataTable
            label={t('groups.memberTable', { name })}
            rows={rows}
            columns={columns}
            rowId={(row) => row.id}
            resetPageOn={search}
            empty={empty}
          />
        )}
      </Loaded>
    </Panel>
  );
}
