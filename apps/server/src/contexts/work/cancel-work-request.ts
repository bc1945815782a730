import { CodedError, finalWorkRequestStates } from '@rustine/contract';
import { deadlineSeconds, nextInvocationState } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { moveInvocation } from './move-invocation.ts';
import { moveWorkRequest } from './move-work-request.ts';
import type { PowerNeeds } from './needs.ts';
import { cancelInvocations } from './sql/cancel-invocations.ts';
import { lockOpenInvocations, type LockedInvocation } from './sql/lock-invocation.ts';
import { wakeInstances } from './sql/wake.ts';
import { openHealthChecks } from './sql/health-checks.ts';
import { writeLog } from './sql/work-log.ts';
import { closeWaves, isHalted } from './sql/work-waves.ts';
import { lockWorkRequest, markCancelAsked } from './sql/work-request-state.ts';

export interface CancelRequest {
  readonly workRequestId: string;
  readonly by: string;
  readonly at: Date;
}

/**
 * Cancels what is open of a work request. A command that never went out is canceled for good; one that an agent may have
 * is CANCELING until the agent confirms it. Asked again while that lasts, it changes nothing.
 * @throws CodedError NOT_FOUND, or CONFLICT when the work request has already ended.
 */
export async function cancelWorkRequest(db: Db, power: PowerNeeds, request: CancelRequest): Promise<void> {
  await withTransaction(db, (tx) => cancel(tx, power, request));
  for (const workRequestId of await openHealthChecks(db, request.workRequestId)) {
    await cancelWorkRequest(db, power, { ...request, workRequestId }).catch(ignoreEnded);
  }
}

/** A health check that ended at this moment needs no cancel. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof CodedError) || error.code !== 'CONFLICT') throw error;
}

/**
 * Ends a halted work request in the transaction that makes its retry, where what waits of it goes on.
 * @throws CodedError CONFLICT when somebody resumed or canceled it meanwhile.
 */
export async function handOver(
  tx: Transaction,
  power: PowerNeeds,
  request: CancelRequest & { readonly retriedAs: string },
): Promise<void> {
  await cancel(tx, power, request);
}

async function cancel(
  tx: Transaction,
  power: PowerNeeds,
  { workRequestId, by, at, retriedAs }: CancelRequest & { readonly retriedAs?: string },
): Promise<void> {
  const open = await lockOpenInvocations(tx, workRequestId);
  const workRequest = await lockWorkRequest(tx, workRequestId);
  if (workRequest === null) throw new CodedError('NOT_FOUND', `There is no work request ${workRequestId}.`);
  if (finalWorkRequestStates.some((state) => state === workRequest.state)) {
    throw new CodedError(
      'CONFLICT',
      `The work request has already ended: ${workRequest.state}. There is nothing to cancel.`,
    );
  }
  if (retriedAs !== undefined && !(await isHalted(tx, workRequestId))) {
    const message = 'Somebody else resumed or canceled the work request just now: look at it again.';
    throw new CodedError('CONFLICT', message);
  }
  if (workRequest.cancelAskedAt !== null) return;
  const becomes = (invocation: LockedInvocation) =>
    nextInvocationState(invocation.state, { kind: 'cancel', offered: mayBeKnown(invocation) });
  // Where the agent has told the end, reports or machine are waited for, and the document is over.
  const atWork = open.filter(({ agentState }) => agentState === null);
  const unheard = atWork.filter((invocation) => becomes(invocation) === 'CANCELED');
  const running = atWork.filter((invocation) => becomes(invocation) === 'CANCELING');
  const message =
    retriedAs === undefined
      ? `${by} asked to cancel: ${unheard.length} had not started and never will, ${running.length} are being ended.`
      : `${by} has what failed run again, and then what waits (${unheard.length}), as ${retriedAs}; this work request ends.`;
  const reason =
    retriedAs === undefined
      ? `${by} canceled it before the instance got the command.`
      : `Not started here, but in ${retriedAs}: ${by} had what failed run again first.`;
  await writeLog(tx, { workRequestId, at, level: 'WARNING', message });
  await markCancelAsked(tx, workRequestId, at);
  await closeWaves(tx, workRequestId, {
    reason: retriedAs === undefined ? `${by} canceled the work request.` : reason,
    at,
  });
  const [asleep, rest] = [unheard.filter(wasToWake), unheard.filter((each) => !wasToWake(each))];
  await endUnheard(tx, rest, { reason, at });
  await askAgents(tx, running, { by, at });
  for (const before of asleep) {
    const after = { ...before, state: 'CANCELED', reason } as const;
    await moveInvocation(tx, { before, after, at, power });
  }
  await moveWorkRequest(tx, workRequestId, at);
}

/** Its machine may have been started for it, and is put back before it ends. */
function wasToWake({ power }: LockedInvocation): boolean {
  return power !== null;
}

function mayBeKnown({ offeredAt, lastEventSeq }: LockedInvocation): boolean {
  return offeredAt !== null || lastEventSeq > 0;
}

async function endUnheard(
  tx: Transaction,
  invocations: readonly LockedInvocation[],
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<void> {
  const ids = invocations.map(({ id }) => id);
  await cancelInvocations(tx, ids, { state: 'CANCELED', reason, deadlineAt: null, at });
}

async function askAgents(
  tx: Transaction,
  invocations: readonly LockedInvocation[],
  { by, at }: Omit<CancelRequest, 'workRequestId'>,
): Promise<void> {
  const ids = invocations.map(({ id }) => id);
  const seconds = deadlineSeconds('CANCELING', { deliverySeconds: 0, timeoutSeconds: 0 }) ?? 0;
  const deadlineAt = new Date(at.getTime() + seconds * 1000);
  const reason = `${by} asked to cancel it; the agent has yet to confirm.`;
  await cancelInvocations(tx, ids, { state: 'CANCELING', reason, deadlineAt, at });
  await wakeInstances(
    tx,
    invocations.map(({ instanceId }) => instanceId),
  );
}
