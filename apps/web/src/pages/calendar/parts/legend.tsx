import { useTranslation } from 'react-i18next';
import classes from '../calendar.module.css';

/** Whose clock it is, and what the looks of the grid mean. */
export function Legend({ zone, bare }: { zone: string; bare: boolean }) {
  const { t } = useTranslation();
  const kinds = [
    ['run', t('calendar.legendRun')],
    ['skipped', t('calendar.legendSkipped')],
    ['window', t('calendar.legendWindow')],
    ['freeze', t('calendar.legendFreeze')],
  ] as const;
  return (
    <ul className={classes.legend} aria-label={t('calendar.legend')}>
      <li>{t('calendar.zone', { zone })}</li>
      {!bare &&
        kinds.map(([kind, label]) => (
          <li key={kind}>
            <span className={classes.swatch} data-kind={kind} />
            {label}
          </li>
        ))}
    </ul>
  );
}
