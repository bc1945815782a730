import type { Invocation, WorkRequest } from '@rustine/sdk';
import { IconHourglass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { runLooks } from '../state-badge/looks.ts';
import { ToneBadge } from '../state-badge/tone-badge.tsx';
import classes from './invocation-counts.module.css';

/** How many invocations are in each state; the order is the contract's. Those that wait for their turn come first. */
export function InvocationCounts({ work }: { work: Pick<WorkRequest, 'counts' | 'waiting'> }) {
  const { t } = useTranslation();
  const { counts, waiting } = work;
  const countOf = (state: Invocation['state']) => (counts[state] ?? 0) - (state === 'PENDING' ? waiting : 0);
  const states = (Object.keys(runLooks) as Invocation['state'][]).filter((state) => countOf(state) > 0);
  if (waiting === 0 && states.length === 0) return null;
  return (
    <span className={classes.counts}>
      {waiting > 0 && (
        <ToneBadge tone="mute" icon={IconHourglass} hint={t('work.inLineHint')}>
          {waiting} {t('work.inLine')}
        </ToneBadge>
      )}
      {states.map((state) => (
        <ToneBadge key={state} {...runLooks[state]}>
          {countOf(state)} {t(`state.${state}`)}
        </ToneBadge>
      ))}
    </span>
  );
}
