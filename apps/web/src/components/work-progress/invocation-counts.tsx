import type { Invocation, WorkRequest } from '@rustine/sdk';
import { useTranslation } from 'react-i18next';
import { runLooks } from '../state-badge/looks.ts';
import { ToneBadge } from '../state-badge/tone-badge.tsx';
import classes from './invocation-counts.module.css';

/** How many invocations are in each state; the order is the contract's. */
export function InvocationCounts({ counts }: { counts: WorkRequest['counts'] }) {
  const { t } = useTranslation();
  const states = (Object.keys(runLooks) as Invocation['state'][]).filter((state) => (counts[state] ?? 0) > 0);
  return (
    <span className={classes.counts}>
      {states.map((state) => (
        <ToneBadge key={state} {...runLooks[state]}>
          {counts[state]} {t(`state.${state}`)}
        </ToneBadge>
      ))}
    </span>
  );
}
