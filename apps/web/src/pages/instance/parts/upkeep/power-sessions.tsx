import type { InstancePower } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../../../components/relative-time/relative-time.tsx';
import { ServerWords } from '../../../../components/server-words/server-words.tsx';
import classes from './upkeep.module.css';

/** For which runs it was woken, newest first, and how each of these ended. */
export function PowerSessions({ sessions }: { sessions: InstancePower['sessions'] }) {
  const { t } = useTranslation();
  if (sessions.length === 0) return null;
  return (
    <>
      <h3 className={classes.title}>{t('power.sessions')}</h3>
      <ul className={classes.list}>
        {sessions.map(({ openedAt, phase, outcome, message }) => (
          <li key={openedAt} className={classes.row}>
            <RelativeTime at={openedAt} />
            <span className={classes.name}>
              {outcome === null ? t(`power.phase.${phase}`) : t(`power.outcome.${outcome}`)}
            </span>
            {message !== '' && (
              <span className={classes.sub}>
                <ServerWords>{message}</ServerWords>
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
