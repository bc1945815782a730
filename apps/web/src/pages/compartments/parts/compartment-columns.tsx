import { IconFolder } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { columnsOf, type Columns } from '../../../components/data-table/table-features.ts';
import classes from '../compartments.module.css';
import { CompartmentActions } from './compartment-actions.tsx';
import type { CompartmentLine } from './compartment-line.ts';

const column = columnsOf<CompartmentLine>();

/** In the order of the tree: another order would tear children from their parents. */
export function compartmentColumns(t: TFunction): Columns<CompartmentLine> {
  return column.columns([
    column.display({
      id: 'name',
      header: t('places.name'),
      cell: ({ row: { original } }) => (
        <span className={classes.node} data-depth={Math.min(original.depth, 6)}>
          <IconFolder size={16} stroke={1.7} aria-hidden />
          <span>
            <span className={classes.name}>{original.name}</span>
            {original.depth > 1 && <span className={classes.path}>{original.path}</span>}
          </span>
        </span>
      ),
    }),
    column.display({
      id: 'instances',
      header: t('compartments.instances'),
      meta: { align: 'end' },
      cell: ({ row }) => row.original.instances,
    }),
    column.display({
      id: 'actions',
      header: t('places.actions'),
      meta: { align: 'end' },
      cell: ({ row }) => (row.original.parentId === null ? null : <CompartmentActions compartment={row.original} />),
    }),
  ]);
}
