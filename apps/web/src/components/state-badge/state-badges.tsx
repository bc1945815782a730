import { Tooltip } from '@mantine/core';
import type { AvailableUpdate, ManagedInstance, Report } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { instanceLooks, reportLooks, runLooks, updateTones, type RunState } from './looks.ts';
import classes from './tone-badge.module.css';
import { ToneBadge } from './tone-badge.tsx';

export function RunStateBadge({ state }: { state: RunState }) {
  const { t } = useTranslation();
  return <ToneBadge {...runLooks[state]}>{t(`state.${state}`)}</ToneBadge>;
}

/** The state where there is no room for its word; the word is in the tooltip and read aloud. */
export function RunStateIcon({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const { tone, icon: Icon, live = false } = runLooks[state];
  const word = t(`state.${state}`);
  return (
    <Tooltip label={word}>
      <span className={classes.mark} data-tone={tone} role="img" aria-label={word}>
        <Icon size={13} stroke={2.4} aria-hidden className={live ? classes.turning : undefined} />
      </span>
    </Tooltip>
  );
}

export function InstanceStatusBadge({ status }: { status: ManagedInstance['status'] }) {
  const { t } = useTranslation();
  return (
    <ToneBadge {...instanceLooks[status]} hint={t(`statusHint.${status}`)}>
      {t(`status.${status}`)}
    </ToneBadge>
  );
}

export function ReportStateBadge({ state }: { state: Report['state'] }) {
  const { t } = useTranslation();
  return <ToneBadge {...reportLooks[state]}>{t(`reportState.${state}`)}</ToneBadge>;
}

export function UpdateTypeBadge({ type }: { type: AvailableUpdate['updateType'] }) {
  const { t } = useTranslation();
  return <ToneBadge tone={updateTones[type]}>{t(`updateType.${type}`)}</ToneBadge>;
}
