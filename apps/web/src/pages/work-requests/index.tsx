import { Button, NativeSelect } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workRequestsQuery, type WorkRequestState } from '../../api/work.ts';
import { DataTable } from '../../components/data-table/data-table.tsx';
import { NoMatch } from '../../components/data-table/no-match.tsx';
import { TableSkeleton } from '../../components/data-table/table-skeleton.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel/error-panel.tsx';
import { PageHeader } from '../../components/page-header/page-header.tsx';
import { Panel } from '../../components/panel/panel.tsx';
import { workColumns } from './parts/work-columns.tsx';
import classes from './work-requests.module.css';

const states = [
  'ACCEPTED',
  'IN_PROGRESS',
  'SUCCEEDED',
  'FAILED',
  'CANCELING',
  'CANCELED',
] as const satisfies readonly WorkRequestState[];

export function WorkRequestsPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<WorkRequestState | null>(null);
  const query = useInfiniteQuery(workRequestsQuery(state));
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const columns = useMemo(() => workColumns(t), [t]);
  const filter = (
    <NativeSelect
      size="xs"
      aria-label={t('work.filter')}
      value={state ?? ''}
      onChange={({ currentTarget: { value } }) => setState(states.find((name) => name === value) ?? null)}
      data={[
        { value: '', label: t('work.all') },
        ...states.map((name) => ({ value: name, label: t(`state.${name}`) })),
      ]}
    />
  );
  const empty =
    state === null ? (
      <EmptyState icon={IconListCheck} title={t('work.emptyTitle')} text={t('work.emptyText')} />
    ) : (
      <NoMatch search="" onReset={() => setState(null)} />
    );
  return (
    <>
      <PageHeader title={t('work.title')} subtitle={t('work.subtitle')} />
      <Panel flush title={t('work.table')} aside={filter}>
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
