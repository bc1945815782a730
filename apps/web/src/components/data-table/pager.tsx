import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { RowData } from '@tanstack/react-table';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';
import type { RowTable } from './use-row-table.ts';

export function Pager<Row extends RowData>({ table }: { table: RowTable<Row> }) {
  const { t, i18n } = useTranslation();
  if (table.getPageCount() < 2) return null;
  const { pageIndex, pageSize } = table.state.pagination;
  const total = table.getPrePaginatedRowModel().rows.length;
  const format = (value: number) => value.toLocaleString(i18n.language);
  const from = pageIndex * pageSize + 1;
  const range = { from: format(from), to: format(Math.min(total, from + pageSize - 1)), total: format(total) };
  const button = { variant: 'default', size: 'md' } as const;
  return (
    <Group component="nav" className={classes.pager} justify="flex-end" gap="xs" aria-label={t('common.pages')}>
      <Text size="sm" c="dimmed" aria-live="polite" className={classes.range}>
        {t('common.rows', range)}
      </Text>
      <ActionIcon
        {...button}
        aria-label={t('common.previousPage')}
        disabled={!table.getCanPreviousPage()}
        onClick={() => table.previousPage()}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <ActionIcon
        {...button}
        aria-label={t('common.nextPage')}
        disabled={!table.getCanNextPage()}
        onClick={() => table.nextPage()}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}
