import type { RowData } from '@tanstack/react-table';
import { useState } from 'react';
import type { DataTableProps } from './data-table-props.ts';
import classes from './data-table.module.css';
import { Pager } from './pager.tsx';
import { SortSelect } from './sort-select.tsx';
import { TableBody } from './table-body.tsx';
import { TableHead } from './table-head.tsx';
import { useRowTable } from './use-row-table.ts';

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
