import type { InvocationState } from '@rustine/contract';
import { deadlineSeconds, isFinal } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { askForDispatch } from './dispatch/ask-for-dispatch.ts';
import { moveWorkRequest } from './move-work-request.ts';
import type { LockedInvocation } from './sql/lock-invocation.ts';
import { saveInvocation } from './sql/save-invocation.ts';
import { closeSteps } from './sql/steps.ts';
import { writeLog, type LogEntry } from './sql/work-log.ts';
import { markInProgress } from './sql/work-request-state.ts';

export interface Move {
  readonly before: LockedInvocation;
  readonly after: LockedInvocation;
  readonly at: Date;
  /** Has what waits looked at; in the transaction of the move unless given. */
  readonly ask?: (workRequestId: string) => void;
}

/**
 * Writes what became of a locked invocation and everything that hangs on it: deadline, steps, log, work request. `before` is the row as it was locked; its deadline is renewed when the state, or what it waits for, changed.
 * Returns the row as it is now.
 */
export async function moveInvocation(tx: Transaction, { before, after, at, ask }: Move): Promise<LockedInvocation> {
  const moved = before.state !== after.state;
  const nowWaiting = before.agentState === null && after.agentState !== null && !isFinal(after.state);
  const deadlineAt = moved || nowWaiting ? deadlineOf(after, at) : after.deadlineAt;
  const finishedAt = isFinal(after.state) ? (after.finishedAt ?? at) : null;
  const row = { ...after, deadlineAt, finishedAt };
  await saveInvocation(tx, row);
  if (!moved) {
    if (nowWaiting) await writeLog(tx, entryOf(row, at));
    return row;
  }
  // A reboot, and the return from it, was told with its boot ids when the agent told of it.
  const isBack = row.state === 'RUNNING' && before.state === 'REBOOTING' && row.agentState === null;
  if (row.state !== 'REBOOTING' && !isBack) await writeLog(tx, entryOf(row, at));
  const askNow = async (): Promise<void> => (ask ? ask(row.workRequestId) : askForDispatch(tx, row.workRequestId));
  if (!isFinal(row.state)) {
    await markInProgress(tx, row.workRequestId, at);
    if (before.state === 'PENDING') await askNow();
    return row;
  }
  await closeSteps(tx, row.id, { runningBecomes: runningBecomes(row.state), at });
  await moveWorkRequest(tx, row.workRequestId, at, row.id);
  await askNow();
  return row;
}

function deadlineOf(invocation: LockedInvocation, at: Date): Date | null {
  const seconds = deadlineSeconds(invocation.state, {
    deliverySeconds: 0,
    timeoutSeconds: invocation.timeoutSeconds,
    waitingForReports: invocation.agentState === 'SUCCEEDED',
    ...(invocation.rebootSeconds !== null && { rebootSeconds: invocation.rebootSeconds }),
  });
  return seconds === null ? null : new Date(at.getTime() + seconds * 1000);
}

function runningBecomes(state: InvocationState): 'FAILED' | 'TIMED_OUT' | 'CANCELED' {
  if (state === 'TIMED_OUT') return 'TIMED_OUT';
  return state === 'CANCELED' ? 'CANCELED' : 'FAILED';
}

function entryOf({ workRequestId, id, state, reason, agentState }: LockedInvocation, at: Date): LogEntry {
  const said = reason === '' ? '' : ` ${reason}`;
  const base = { workRequestId, invocationId: id, at };
  switch (state) {
    case 'DELIVERED':
      return { ...base, level: 'INFO', message: 'The agent took the command.' };
    case 'RUNNING':
      return { ...base, level: 'INFO', message: agentState === null ? 'The agent started the document.' : reason };
    case 'SUCCEEDED':
      return { ...base, level: 'INFO', message: 'Succeeded.' };
    case 'FAILED':
      return { ...base, level: 'ERROR', message: `Failed.${said}` };
    case 'TIMED_OUT':
      return { ...base, level: 'ERROR', message: `Timed out.${said}` };
    case 'CANCELED':
      return { ...base, level: 'WARNING', message: `Canceled.${said}` };
    case 'PENDING':
    case 'POWERING_ON':
    case 'REBOOTING':
    case 'POWERING_OFF':
    case 'CANCELING':
    case 'SKIPPED':
      return { ...base, level: 'INFO', message: `Now ${state}.${said}` };
    default:
      return state satisfies never;
  }
}
