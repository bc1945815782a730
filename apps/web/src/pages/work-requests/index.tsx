import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconListCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workRequestsQuery, type WorkFilter } from '../../api/work.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { NoMatch } from '../../components/data-table/no-match.tsx';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel/error-panel.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { workColumns } from './parts/work-columns.tsx';
import { WorkFilters } from './parts/work-filters.tsx';
import classes from './work-requests.module.css';

const unfiltered: WorkFilter = { state: null, search: '', days: null, archived: false };

export function WorkRequestsPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(unfiltered);
  const [search] = useDebouncedValue(filter.search.trim(), 300);
  const query = useInfiniteQuery(workRequestsQuery({ ...filter, search }));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
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
        {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <TableSkeleton />}
        {query.data !== undefined && (
          <DataTable
            label={t('work.table')}
            rows={rows}
            columns={columns}
            rowId={(row) => row.id}
            pageSize={10_000}
            empty={empty}
          />
        )}
        {query.hasNextPage && (
          <div className={classes.more}>
            <Button
              variant="default"
              size="xs"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('work.older')}
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}
