import { nextInvocationState } from '@rustine/domain';
import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { moveInvocation } from '../move-invocation.ts';
import type { WorkNeeds } from '../needs.ts';
import { lockPastTheirWindow, type LockedInvocation } from '../sql/lock-invocation.ts';
import { wakeInstances } from '../sql/wake.ts';
import { findRuleToCancel } from '../sql/window-rule.ts';
import { closedReason, tooLateReason } from './judge-start.ts';

/** Cancels what is still at work although its window has closed, where the work request asked for that. */
export async function closeWindows(
  { db, clock, needs }: { readonly db: Db; readonly clock: () => Date; readonly needs: Pick<WorkNeeds, 'power'> },
  workRequestId: string,
): Promise<void> {
  if (!(await findRuleToCancel(db, workRequestId, clock()))) return;
  await withTransaction(db, async (tx) => {
    const at = clock();
    const canceling: string[] = [];
    for (const before of await lockPastTheirWindow(tx, workRequestId, at)) {
      const after = closeOn(before);
      await moveInvocation(tx, { before, after, at, power: needs.power });
      if (after.state === 'CANCELING') canceling.push(before.instanceId);
    }
    await wakeInstances(tx, canceling);
  });
}

/** One that no agent can have yet never began; another has to confirm its end. */
function closeOn(before: LockedInvocation): LockedInvocation {
  const { windowName, windowClosesAt, startUntil, offeredAt, lastEventSeq } = before;
  if (windowClosesAt === null) return before;
  const offered = offeredAt !== null || lastEventSeq > 0;
  if (!offered) {
    const reason = tooLateReason(windowName, startUntil ?? windowClosesAt);
    return { ...before, state: nextInvocationState(before.state, { kind: 'cut-off' }), reason };
  }
  const cancelReason = closedReason(windowName, windowClosesAt);
  const state = nextInvocationState(before.state, { kind: 'cancel', offered });
  return { ...before, state, cancelReason, reason: `${cancelReason} The agent has yet to confirm.` };
}
