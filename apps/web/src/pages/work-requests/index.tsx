import { useDebouncedValue } from '@mantine/hooks';
import { IconListCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workRequestsQuery, type WorkFilter } from '../../api/work.ts';
import { NoMatch } from '../../components/data-table/no-match.tsx';
import { PagedTable } from '../../components/data-table/paged-table.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { workColumns } from './parts/work-columns.tsx';
import { WorkFilters } from './parts/work-filters.tsx';

const unfiltered: WorkFilter = { state: null, search: '', days: null, archived: false };

export function WorkRequestsPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(unfiltered);
  const [search] = useDebouncedValue(filter.search.trim(), 300);
  const query = useInfiniteQuery(workRequestsQuery({ ...filter, search }));
  const columns = useMemo(() => workColumns(t), [t]);
  const empty =
    filter === unfiltered ? (
      <EmptyState icon={IconListCheck} title={t('work.emptyTitle')} text={t('work.emptyText')} />
    ) : (
      <NoMatch search={search} onReset={() => setFilter(unfiltered)} />
    );
  return (
    <>
      <PageHeader title={t('work.title')} subtitle={t('work.subtitle')} />
      <Panel flush title={t('work.table')} aside={<WorkFilters filter={filter} onChange={setFilter} />}>
        <PagedTable label={t('work.table')} query={query} columns={columns} rowId={(row) => row.id} empty={empty} />
      </Panel>
    </>
  );
}
