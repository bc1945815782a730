import type { Transaction } from '../../../db/connect.ts';
import type { PowerNeeds, RestoreOutcome, WakeOutcome } from '../needs.ts';
import { claimUntold, claimUnwoken, releaseHolder } from '../sql/holders.ts';
import type { SessionRow } from '../sql/sessions.ts';

/** What is told where the session itself does not say it. */
export interface Verdict {
  readonly wake?: WakeOutcome;
  readonly restore?: RestoreOutcome;
}

/** Tells work what waits to be told, each run once. The transaction holds the invocations and the session locked. */
export async function settle(
  tx: Transaction,
  work: PowerNeeds['work'],
  { session, verdict = {}, at }: { readonly session: SessionRow; readonly verdict?: Verdict; readonly at: Date },
): Promise<void> {
  const wake = verdict.wake ?? wakeOutcomeOf(session);
  const restore = verdict.restore ?? restoreOutcomeOf(session);
  const unwoken = wake === undefined ? [] : await claimUnwoken(tx, session.id, at);
  const untold = restore === undefined ? [] : await claimUntold(tx, session.id, at);
  if (wake?.kind === 'FAILED') {
    // First they let go: when work ends them it asks whether anything is to be put back.
    const answer = { restore: false, reason: '', at };
    for (const invocationId of unwoken) await releaseHolder(tx, { sessionId: session.id, invocationId }, answer);
  }
  for (const invocationId of unwoken) await work.wakeSettled(tx, { invocationId, outcome: wake!, at });
  for (const invocationId of untold) await work.restoreSettled(tx, { invocationId, outcome: restore!, at });
}

function wakeOutcomeOf({ phase, found, startedByOther }: SessionRow): WakeOutcome | undefined {
  if (phase !== 'AWAKE') return undefined;
  return { kind: 'RUNNING', startedByUs: found !== 'RUNNING' && !startedByOther };
}

function restoreOutcomeOf({ phase, outcome, message }: SessionRow): RestoreOutcome | undefined {
  switch (phase) {
    case 'WAKING':
    case 'AWAKE':
      return { kind: 'LEFT_ON', reason: 'another run needs it' };
    case 'RESTORING':
      return undefined;
    case 'ENDED':
      if (outcome === 'STOPPED') return { kind: 'STOPPED' };
      return outcome === 'FAILED' ? { kind: 'FAILED', message } : { kind: 'LEFT_ON', reason: message };
    default:
      return phase satisfies never;
  }
}
