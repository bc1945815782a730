import type { JobExecution, ScheduledJob } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { executionLooks, jobLooks } from './job-looks.ts';
import { RunStateBadge } from './state-badges.tsx';
import { ToneBadge } from './tone-badge.tsx';

export function JobStateBadge({ state }: { state: ScheduledJob['state'] }) {
  const { t } = useTranslation();
  return (
    <ToneBadge {...jobLooks[state]} hint={t(`jobs.stateHint.${state}`)}>
      {t(`jobs.state.${state}`)}
    </ToneBadge>
  );
}

/** The state of its work request where there is one; that of the execution itself else. */
export function ExecutionBadge({ execution }: { execution: JobExecution }) {
  const { t } = useTranslation();
  if (execution.workRequestState !== null) return <RunStateBadge state={execution.workRequestState} />;
  return <ToneBadge {...executionLooks[execution.state]}>{t(`jobs.execution.${execution.state}`)}</ToneBadge>;
}
