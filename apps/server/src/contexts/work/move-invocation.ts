import type { InvocationState } from '@rustine/contract';
import { deadlineSeconds, isFinal } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { askForDispatch } from './dispatch/ask-for-dispatch.ts';
import { entryOf } from './log-entry.ts';
import { moveWorkRequest } from './move-work-request.ts';
import type { PowerNeeds } from './needs.ts';
import { putBackFirst } from './power/put-back-first.ts';
import type { LockedInvocation } from './sql/lock-invocation.ts';
import { saveInvocation } from './sql/save-invocation.ts';
import { closeSteps } from './sql/steps.ts';
import { writeLog } from './sql/work-log.ts';
import { markInProgress } from './sql/work-request-state.ts';

export interface Move {
  /** The row as it was locked. */
  readonly before: LockedInvocation;
  readonly after: LockedInvocation;
  readonly at: Date;
  /** Who puts its machine back as it was found when it ends; null for one that was put back, or is no longer ours. */
  readonly power: PowerNeeds | null;
  /** Has what waits looked at; in the transaction of the move unless given. */
  readonly ask?: (workRequestId: string) => void;
}

/**
 * Writes what became of a locked invocation and everything that hangs on it: machine, deadline, steps, log, work request.
 * Its deadline is renewed when the state, or what it waits for, changed. Returns the row as it is now.
 */
export async function moveInvocation(tx: Transaction, move: Move): Promise<LockedInvocation> {
  const { before, at, ask } = move;
  const after = await putBackFirst(tx, move);
  const moved = before.state !== after.state;
  const nowWaiting = before.agentState === null && after.agentState !== null && after.state === 'RUNNING';
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
  const ended = row.outcomeState ?? row.state;
  if (isFinal(ended)) await closeSteps(tx, row.id, { runningBecomes: runningBecomes(ended), at });
  const askNow = async (): Promise<void> => (ask ? ask(row.workRequestId) : askForDispatch(tx, row.workRequestId));
  if (!isFinal(row.state)) {
    await markInProgress(tx, row.workRequestId, at);
    if (before.state === 'PENDING') await askNow();
    return row;
  }
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
