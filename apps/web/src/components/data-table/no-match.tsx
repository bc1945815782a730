import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './data-table.module.css';

/** Rows there are, only none that fits; one button leads back to all. */
export function NoMatch({ search, onReset }: { search: string; onReset: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.noMatch} role="status">
      <span>{search === '' ? t('common.noRows') : t('common.noMatch', { search })}</span>
      <Button variant="default" size="xs" onClick={onReset}>
        {t('common.resetFilters')}
      </Button>
    </div>
  );
}
