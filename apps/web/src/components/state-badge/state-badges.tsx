import type { AvailableUpdate, ManagedInstance, Report } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { instanceLooks, reportLooks, runLooks, updateTones, type RunState } from './looks.ts';
import { ToneBadge } from './tone-badge.tsx';

export function RunStateBadge({ state }: { state: RunState }) {
  const { t } = useTranslation();
  return <ToneBadge {...runLooks[state]}>{t(`state.${state}`)}</ToneBadge>;
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
