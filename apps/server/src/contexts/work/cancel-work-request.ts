import { CodedError } from '@rustine/contract';
import { deadlineSeconds, nextInvocationState } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { moveWorkRequest } from './move-work-request.ts';
import { cancelInvocations } from './sql/cancel-invocations.ts';
import { lockOpenInvocations, type LockedInvocation } from './sql/lock-invocation.ts';
import { wakeInstances } from './sql/wake.ts';
import { writeLog } from './sql/work-log.ts';
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
export async function cancelWorkRequest(db: Db, request: CancelRequest): Promise<void> {
  await withTransaction(db, (tx) => cancel(tx, request));
}

async function cancel(tx: Transaction, { workRequestId, by, at }: CancelRequest): Promise<void> {
  const open = await lockOpenInvocations(tx, workRequestId);
  const workRequest = await lockWorkRequest(tx, workRequestId);
  if (workRequest === null) throw new CodedError('NOT_FOUND', `There is no work request ${workRequestId}.`);
  if (open.length === 0) {
    throw new CodedError(
      'CONFLICT',
      `The work request has already ended: ${workRequest.state}. There is nothing to cancel.`,
    );
  }
  if (workRequest.cancelAskedAt !== null) return;
  const becomes = (invocation: LockedInvocation) =>
    nextInvocationState(invocation.state, { kind: 'cancel', offered: mayBeKnown(invocation) });
  const unheard = open.filter((invocation) => becomes(invocation) === 'CANCELED');
  const running = open.filter((invocation) => becomes(invocation) === 'CANCELING');
  const message = `${by} asked to cancel: ${unheard.length} had not started and never will, ${running.length} are being ended.`;
  await writeLog(tx, { workRequestId, at, level: 'WARNING', message });
  await endUnheard(tx, unheard, { by, at });
  await askAgents(tx, running, { by, at });
  await markCancelAsked(tx, workRequestId, at);
  await moveWorkRequest(tx, workRequestId, at);
}

function mayBeKnown({ offeredAt, lastEventSeq }: LockedInvocation): boolean {
  return offeredAt !== null || lastEventSeq > 0;
}

async function endUnheard(
  tx: Transaction,
  invocations: readonly LockedInvocation[],
  { by, at }: Omit<CancelRequest, 'workRequestId'>,
): Promise<void> {
  const ids = invocations.map(({ id }) => id);
  const reason = `${by} canceled it before the instance got the command.`;
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
