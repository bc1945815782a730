import type { RowData, SortingState } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import type { Columns } from './table-features.ts';

export interface DataTableProps<Row extends RowData> {
  /** What the table holds, for those who hear it. */
  label: string;
  rows: readonly Row[];
  /** Kept stable by the caller: a new array is a new table. */
  columns: Columns<Row>;
  rowId: (row: Row) => string;
  initialSort?: SortingState;
  pageSize?: number;
  /** The first page shows again when this changes: the search and filters. */
  resetPageOn?: string;
  /** Shown in place of rows when there are none. */
  empty: ReactNode;
  /** Makes rows expandable. */
  details?: { label: (row: Row) => string; render: (row: Row) => ReactNode };
}
