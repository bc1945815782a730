import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';

export function TableSkeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.skeleton} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height="1.125rem" width={`${96 - ((index * 13) % 28)}%`} />
      ))}
    </div>
  );
}
