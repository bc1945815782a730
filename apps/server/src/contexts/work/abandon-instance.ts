import { nextInvocationState } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { moveInvocation } from './move-invocation.ts';
import { lockInvocations } from './sql/lock-invocation.ts';
import { openInvocationsOf } from './sql/open-invocations-of.ts';

/** Ends all that is open of an instance that a person removed: nobody will ever hear of it. */
export async function abandonInstance(
  tx: Transaction,
  { instanceId, by, at }: { readonly instanceId: string; readonly by: string; readonly at: Date },
): Promise<void> {
  for (const before of await lockInvocations(tx, await openInvocationsOf(tx, instanceId))) {
    const state = before.outcomeState ?? nextInvocationState(before.state, { kind: 'cancel', offered: false });
    const reason = `${by} removed the instance.`;
    const after = { ...before, state, reason, outcomeState: null, outcomeReason: null };
    if (state !== before.state) await moveInvocation(tx, { before, after, at, power: null });
  }
}
