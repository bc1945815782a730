import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import type { RowData } from '@tanstack/react-table';
import classes from './data-table.module.css';
import type { RowTable } from './use-row-table.ts';

const ariaSort = { asc: 'ascending', desc: 'descending' } as const;
const icons = { asc: IconArrowUp, desc: IconArrowDown, none: IconArrowsSort } as const;

export function TableHead<Row extends RowData>({ table, expandable }: { table: RowTable<Row>; expandable: boolean }) {
  return (
    <thead role="rowgroup" className={classes.head}>
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id} role="row">
          {expandable && <td role="cell" className={classes.toggleCell} />}
          {group.headers.map(({ id, column }) => {
            const title = String(column.columnDef.header);
            const sorted = column.getIsSorted();
            const Icon = icons[sorted === false ? 'none' : sorted];
            return (
              <th
                key={id}
                role="columnheader"
                scope="col"
                data-align={column.columnDef.meta?.align}
                aria-sort={sorted === false ? undefined : ariaSort[sorted]}
              >
                {column.getCanSort() ? (
                  <button
                    type="button"
                    className={classes.sort}
                    data-active={sorted !== false || undefined}
                    onClick={column.getToggleSortingHandler()}
                  >
                    {title}
                    <Icon size={13} aria-hidden />
                  </button>
                ) : (
                  title
                )}
              </th>
            );
          })}
        </tr>
      ))}
    </thead>
  );
}
