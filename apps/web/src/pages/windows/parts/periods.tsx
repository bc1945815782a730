import type { Freeze } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../../format/use-now.ts';
import { formatZoned, ownZone } from '../../../format/zoned-time.ts';
import classes from '../windows.module.css';

/** When a freeze holds now and later, on the reader's clock. */
export function Periods({ freeze: { periods } }: { freeze: Freeze }) {
  const { t, i18n } = useTranslation();
  const now = useNow('relaxed');
  const show = (at: string) => formatZoned(at, ownZone(), { language: i18n.language, now });
  return (
    <div className={classes.details}>
      {periods.length === 0 ? (
        t('freezes.noPeriods')
      ) : (
        <ol className={classes.list}>
          {periods.map(({ from, to, summary }) => (
            <li key={`${from} ${summary}`}>
              {t('freezes.period', { from: show(from), to: show(to) })}
              {summary !== '' && <span className={classes.sub}>{summary}</span>}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
