import { CodedError } from '@rustine/contract';
import { isFinal, nextInvocationState } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { moveInvocation } from './move-invocation.ts';
import type { PowerNeeds } from './needs.ts';
import { lockInvocation } from './sql/lock-invocation.ts';
import { wakeInstances } from './sql/wake.ts';

/**
 * Cancels one invocation; the others of its work request go on. One whose command never went out has ended with that;
 * one that an agent may have is CANCELING until the agent confirms it. Asked again while that lasts, it changes nothing.
 * @throws CodedError NOT_FOUND, or CONFLICT when it has already ended.
 */
export async function cancelInvocation(
  db: Db,
  {
    invocationId,
    by,
    at,
    power,
  }: { readonly invocationId: string; readonly by: string; readonly at: Date; readonly power: PowerNeeds },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const before = await lockInvocation(tx, invocationId);
    if (before === null) throw new CodedError('NOT_FOUND', `There is no invocation ${invocationId}.`);
    const ended = before.outcomeState ?? before.state;
    if (isFinal(ended)) {
      const message = `The invocation has already ended: ${ended}. There is nothing to cancel.`;
      throw new CodedError('CONFLICT', message);
    }
    if (before.agentState !== null) {
      const message =
        'The document has ended on the instance, and only its reports are waited for: there is nothing to cancel.';
      throw new CodedError('CONFLICT', message);
    }
    if (before.state === 'CANCELING') return;
    const offered = before.offeredAt !== null || before.lastEventSeq > 0;
    const state = nextInvocationState(before.state, { kind: 'cancel', offered });
    const reason = offered
      ? `${by} asked to cancel it; the agent has yet to confirm.`
      : `${by} canceled it before the instance got the command.`;
    await moveInvocation(tx, { before, after: { ...before, state, reason }, at, power });
    if (state === 'CANCELING') await wakeInstances(tx, [before.instanceId]);
  });
}
