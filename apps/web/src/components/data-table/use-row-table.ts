import { useTable, type PaginationState, type ReactTable, type RowData } from '@tanstack/react-table';
import { useState } from 'react';
import { compareValues, type SortValue } from './compare-values.ts';
import type { DataTableProps } from './data-table-props.ts';
import { features, type Features } from './table-features.ts';

export type RowTable<Row extends RowData> = ReactTable<Features, Row>;

/** Sorting and paging over rows that are read again and again: neither is lost when new rows come in. */
export function useRowTable<Row extends RowData>(props: DataTableProps<Row>): RowTable<Row> {
  const { rows, columns, rowId, initialSort = [], pageSize = 50, resetPageOn = '' } = props;
  const [pagination, setPagination] = useState<PaginationState>({ pageIndex: 0, pageSize });
  const [shownFor, setShownFor] = useState(resetPageOn);
  if (shownFor !== resetPageOn) {
    setShownFor(resetPageOn);
    setPagination({ pageIndex: 0, pageSize });
  }
  const lastPage = Math.max(0, Math.ceil(rows.length / pageSize) - 1);
  return useTable<Features, Row>({
    features,
    data: rows,
    columns,
    getRowId: rowId,
    initialState: { sorting: initialSort },
    state: { pagination: { pageSize, pageIndex: Math.min(pagination.pageIndex, lastPage) } },
    onPaginationChange: setPagination,
    autoResetPageIndex: false,
    enableSortingRemoval: false,
    enableMultiSort: false,
    defaultColumn: {
      sortFn: (left, right, columnId) =>
        compareValues(left.getValue<SortValue>(columnId), right.getValue<SortValue>(columnId)),
      sortUndefined: 'last',
    },
  });
}
