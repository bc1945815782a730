import { NativeSelect } from '@mantine/core';
import type { RowData } from '@tanstack/react-table';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';
import type { RowTable } from './use-row-table.ts';

/** Sorting where there are no column heads to press: on a phone. */
export function SortSelect<Row extends RowData>({ table }: { table: RowTable<Row> }) {
  const { t } = useTranslation();
  const columns = table.getAllLeafColumns().filter((column) => column.getCanSort());
  if (columns.length === 0) return null;
  const [sort] = table.state.sorting;
  const directions = ['asc', 'desc'] as const;
  return (
    <div className={classes.sortSelect}>
      <NativeSelect
        size="xs"
        aria-label={t('common.sortBy')}
        value={sort === undefined ? '' : `${sort.id} ${sort.desc ? 'desc' : 'asc'}`}
        onChange={({ currentTarget: { value } }) => {
          const [id = '', direction] = value.split(' ');
          table.setSorting(id === '' ? [] : [{ id, desc: direction === 'desc' }]);
        }}
      >
        <option value="">{t('common.sortBy')}</option>
        {columns.flatMap((column) =>
          directions.map((direction) => (
            <option key={`${column.id} ${direction}`} value={`${column.id} ${direction}`}>
              {String(column.columnDef.header)} ({t(direction === 'asc' ? 'common.ascending' : 'common.descending')})
            </option>
          )),
        )}
      </NativeSelect>
    </div>
  );
}
