import {
  createColumnHelper,
  createPaginatedRowModel,
  createSortedRowModel,
  metaHelper,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
  type ColumnDef,
  type RowData,
} from '@tanstack/react-table';

interface ColumnMeta {
  /** Figures stand at the end of their column. */
  align?: 'end';
  /** The cell may take the room that the others leave; sentences take more of it. */
  grow?: true | 'sentences';
}

export const features = tableFeatures({
  rowSortingFeature,
  rowPaginationFeature,
  sortedRowModel: createSortedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  columnMeta: metaHelper<ColumnMeta>(),
});

export type Features = typeof features;

// The value type differs from column to column, which only `any` lets one array hold.
// oxlint-disable-next-line typescript/no-explicit-any
export type Columns<Row extends RowData> = ColumnDef<Features, Row, any>[];

/** Builds columns of rows of one type. Each header is a text: it also names the cell where the table is a list of cards. */
export function columnsOf<Row extends RowData>() {
  return createColumnHelper<Features, Row>();
}
