import { Progress } from '@mantine/core';
import type { FleetOverview } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import classes from '../fleet.module.css';

const SHOWN_MAX = 5;

export function OsBars({ overview }: { overview: FleetOverview }) {
  const { t } = useTranslation();
  const { byOs, instances } = overview;
  return (
    <ul className={classes.os} aria-label={t('fleet.byOs')}>
      {byOs.slice(0, SHOWN_MAX).map(({ osName, instances: count }) => (
        <li key={osName}>
          <div className={classes.legendLine}>
            <span>{osName}</span>
            <span className={classes.count}>{count}</span>
          </div>
          <Progress value={(count / instances) * 100} size={5} aria-hidden color="petrol" />
        </li>
      ))}
    </ul>
  );
}
