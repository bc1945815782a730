import type { RowData, SortingState } from '@tanstack/react-table';
import { useState, type ReactNode } from 'react';
import classes from './data-table.module.css';
import { Pager } from './pager.tsx';
import { SortSelect } from './sort-select.tsx';
import { TableBody } from './table-body.tsx';
import { TableHead } from './table-head.tsx';
import type { Columns } from './table-features.ts';
import { useRowTable } from './use-row-table.ts';

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

/**
 * A table to sort and page through, all on the client. On a phone each row is a card and the columns' names stand beside
 * the cells; the roles are spelled out because a changed `display` would take the table from assistive technology.
 */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, rows, empty, details } = props;
  const table = useRowTable(props);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpen((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  if (rows.length === 0) return <div className={classes.empty}>{empty}</div>;
  return (
    <>
      <SortSelect table={table} />
      <div className={classes.scroll}>
        <table className={classes.table} aria-label={label} role="table">
          <TableHead table={table} expandable={details !== undefined} />
          <TableBody table={table} details={details} open={open} onToggle={toggle} />
        </table>
      </div>
      <Pager table={table} />
    </>
  );
}
