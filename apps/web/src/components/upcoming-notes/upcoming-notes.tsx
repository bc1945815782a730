import type { UpcomingExecution } from '@rustine/sdk';
import { IconClockExclamation, IconPlayerSkipForward, IconSnowflake } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../../format/zoned-time.ts';
import { ToneBadge } from '../state-badge/tone-badge.tsx';
import classes from './upcoming-notes.module.css';

/** What stands in the way of an execution to come, and what the change of the clock does to it. */
export function UpcomingNotes({ execution, zone }: { execution: UpcomingExecution; zone: string }) {
  const { t, i18n } = useTranslation();
  const { kind, skipped, moved, instances, freezes, window, windowRequired } = execution;
  const isIdle = instances === 0;
  const lacksWindow = !isIdle && window === null && windowRequired;
  const isPlain = !skipped && !isIdle && moved === null && freezes.length === 0 && window === null && !lacksWindow;
  if (isPlain && kind !== 'REBOOT') return '—';
  return (
    <span className={classes.notes}>
      {kind === 'REBOOT' && <ToneBadge tone="mute">{t('jobs.kind.REBOOT')}</ToneBadge>}
      {skipped && (
        <ToneBadge tone="warn" icon={IconPlayerSkipForward}>
          {t('jobs.skipped')}
        </ToneBadge>
      )}
      {moved !== null && (
        <ToneBadge tone="warn" icon={IconClockExclamation} hint={t('schedule.movedMark')}>
          {t(moved.rule === 'GAP' ? 'schedule.movedGap' : 'schedule.movedOverlap', {
            asked: moved.asked.slice(11, 16),
          })}
        </ToneBadge>
      )}
      {freezes.length > 0 && (
        <ToneBadge tone="busy" icon={IconSnowflake}>
          {t('jobs.frozenBy', { names: freezes.join(', ') })}
        </ToneBadge>
      )}
      {window !== null && (
        <ToneBadge tone="ok">
          {t('jobs.windowUntil', { time: formatClock(window.closesAt, zone, i18n.language) })}
        </ToneBadge>
      )}
      {isIdle && <ToneBadge tone="warn">{t('jobs.noInstance')}</ToneBadge>}
      {lacksWindow && <ToneBadge tone="bad">{t('jobs.noWindow')}</ToneBadge>}
    </span>
  );
}
