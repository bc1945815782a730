import type { WorkLogEntry } from '@rustine/sdk';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { workLogQuery } from '../../../api/work.ts';
import { TableSkeleton } from '../../../components/data-table/table-skeleton.tsx';
import { Loaded } from '../../../components/loaded/loaded.tsx';
import { Panel } from '../../../components/panel/panel.tsx';
import { ServerWords } from '../../../components/server-words/server-words.tsx';
import { ToneBadge, type Tone } from '../../../components/state-badge/tone-badge.tsx';
import { regional } from '../../../format/zoned-time.ts';
import classes from '../work-request.module.css';

const tones: Record<WorkLogEntry['level'], Tone> = { INFO: 'mute', WARNING: 'warn', ERROR: 'bad' };

function Entry({ entry }: { entry: WorkLogEntry }) {
  const { t, i18n } = useTranslation();
  const at = new Date(entry.at);
  return (
    <li>
      <time className={classes.at} dateTime={entry.at} title={entry.at}>
        {at.toLocaleString(regional(i18n.language), { dateStyle: 'short', timeStyle: 'medium' })}
      </time>
      <span>
        <ToneBadge tone={tones[entry.level]}>{t(`work.level.${entry.level}`)}</ToneBadge>
      </span>
      <span>
        {entry.instanceName !== null && <span className={classes.who}>{entry.instanceName} </span>}
        <ServerWords>{entry.message}</ServerWords>
      </span>
    </li>
  );
}

export function WorkLog({ workRequestId, live }: { workRequestId: string; live: boolean }) {
  const { t } = useTranslation();
  const log = useQuery(workLogQuery(workRequestId, live));
  return (
    <Panel title={t('work.log')}>
      <Loaded query={log} skeleton={<TableSkeleton rows={4} />}>
        {(entries) =>
          entries.length === 0 ? (
            <p className={classes.none}>{t('work.logEmpty')}</p>
          ) : (
            <ol className={classes.log}>
              {entries.map((entry, index) => (
                <Entry key={`${entry.at} ${index}`} entry={entry} />
              ))}
            </ol>
          )
        }
      </Loaded>
    </Panel>
  );
}
