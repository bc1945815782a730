import type { Freeze, MaintenanceWindow } from '@rustine/sdk';
import { IconDoor, IconDoorOff, IconSnowflake } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../format/use-now.ts';
import { formatClock } from '../../format/zoned-time.ts';
import { ToneBadge } from './tone-badge.tsx';

/** Whether a window is open, and whether anything may still start in it. */
export function OpenBadge({ window }: { window: MaintenanceWindow }) {
  const { t, i18n } = useTranslation();
  const now = useNow('relaxed');
  const { current, enabled, schedule } = window;
  if (!enabled) return <ToneBadge tone="mute">{t('windows.disabled')}</ToneBadge>;
  if (current === null)
    return (
      <ToneBadge tone="mute" icon={IconDoorOff}>
        {t('windows.closed')}
      </ToneBadge>
    );
  const time = formatClock(current.closesAt, schedule.timezone, i18n.language);
  const past = Date.parse(current.cutoffAt) <= now;
  return (
    <ToneBadge
      tone={past ? 'warn' : 'ok'}
      icon={IconDoor}
      hint={t(past ? 'windows.openCutoff' : 'windows.openUntil', { time })}
    >
      {t('windows.open')}
    </ToneBadge>
  );
}

/** Whether a freeze holds at this moment. */
export function FreezeBadge({ freeze: { active, enabled } }: { freeze: Freeze }) {
  const { t } = useTranslation();
  if (!enabled) return <ToneBadge tone="mute">{t('freezes.disabled')}</ToneBadge>;
  return (
    <ToneBadge tone={active ? 'busy' : 'mute'} icon={IconSnowflake}>
      {t(active ? 'freezes.active' : 'freezes.notActive')}
    </ToneBadge>
  );
}
