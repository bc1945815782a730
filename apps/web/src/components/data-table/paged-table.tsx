import { Button } from '@mantine/core';
import type { RowData } from '@tanstack/react-table';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../error-panel/error-panel.tsx';
import type { DataTableProps } from './data-table-props.ts';
import { DataTable } from './data-table.tsx';
import classes from './data-table.module.css';
import { TableSkeleton } from './table-skeleton.tsx';

interface PagedTableProps<Row extends RowData> extends Omit<DataTableProps<Row>, 'rows' | 'pageSize'> {
  query: UseInfiniteQueryResult<InfiniteData<{ items: Row[] }>>;
  skeletonRows?: number;
}

/** A table that the server gives page by page, newest first, with a button for what is older. */
export function PagedTable<Row extends RowData>({ query, skeletonRows, ...table }: PagedTableProps<Row>) {
  const { t } = useTranslation();
  const { data, error, isPending, hasNextPage, isFetchingNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  return (
    <>
      {error !== null && <ErrorPanel error={error} onRetry={() => void query.refetch()} />}
      {isPending && <TableSkeleton rows={skeletonRows} />}
      {data !== undefined && <DataTable {...table} rows={rows} pageSize={Number.MAX_SAFE_INTEGER} />}
      {hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.older')}
          </Button>
        </div>
      )}
    </>
  );
}
