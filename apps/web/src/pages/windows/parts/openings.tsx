import { Skeleton } from '@mantine/core';
import type { MaintenanceWindow } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { windowOccurrencesQuery } from '../../../api/windows.ts';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { useNow } from '../../../format/use-now.ts';
import { formatClock, formatZoned } from '../../../format/zoned-time.ts';
import classes from '../windows.module.css';

/** The next times that a window is open, on its own clock. */
export function Openings({ window: { id, schedule } }: { window: MaintenanceWindow }) {
  const { t, i18n } = useTranslation();
  const now = useNow('relaxed');
  const query = useQuery(windowOccurrencesQuery(id, 12));
  const { timezone } = schedule;
  return (
    <div className={classes.details}>
      <Loaded query={query} skeleton={<Skeleton height="1rem" />}>
        {(occurrences) =>
          occurrences.length === 0 ? (
            t('windows.never')
          ) : (
            <ol className={classes.list}>
              {occurrences.map(({ opensAt, closesAt }) => (
                <li key={opensAt}>
                  {t('windows.occurrence', {
                    from: formatZoned(opensAt, timezone, { language: i18n.language, now }),
                    to: formatClock(closesAt, timezone, i18n.language),
                  })}
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </div>
  );
}
