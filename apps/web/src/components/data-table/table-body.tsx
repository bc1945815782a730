import { IconChevronRight } from '@tabler/icons-react';
import type { RowData } from '@tanstack/react-table';
import { Fragment, useId, type ReactNode } from 'react';
import classes from './data-table.module.css';
import type { RowTable } from './use-row-table.ts';

interface TableBodyProps<Row extends RowData> {
  table: RowTable<Row>;
  details: { label: (row: Row) => string; render: (row: Row) => ReactNode } | undefined;
  open: ReadonlySet<string>;
  onToggle: (rowId: string) => void;
}

export function TableBody<Row extends RowData>({ table, details, open, onToggle }: TableBodyProps<Row>) {
  const prefix = useId();
  return (
    <tbody role="rowgroup">
      {table.getRowModel().rows.map((row) => {
        const isOpen = open.has(row.id);
        const detailsId = `${prefix}-${row.id}`;
        const cells = row.getAllCells();
        return (
          <Fragment key={row.id}>
            <tr role="row" className={classes.row}>
              {details !== undefined && (
                <td role="cell" className={classes.toggleCell}>
                  <button
                    type="button"
                    className={classes.toggle}
                    aria-expanded={isOpen}
                    aria-controls={isOpen ? detailsId : undefined}
                    aria-label={details.label(row.original)}
                    onClick={() => onToggle(row.id)}
                  >
                    <IconChevronRight size={16} aria-hidden />
                  </button>
                </td>
              )}
              {cells.map((cell) => (
                <td
                  key={cell.id}
                  role="cell"
                  data-align={cell.column.columnDef.meta?.align}
                  data-grow={cell.column.columnDef.meta?.grow}
                  data-label={String(cell.column.columnDef.header)}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
            {details !== undefined && isOpen && (
              <tr role="row" id={detailsId} className={classes.details}>
                <td role="cell" colSpan={cells.length + 1}>
                  {details.render(row.original)}
                </td>
              </tr>
            )}
          </Fragment>
        );
      })}
    </tbody>
  );
}
