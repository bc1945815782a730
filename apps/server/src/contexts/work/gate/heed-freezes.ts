import { nextInvocationState } from '@rustine/domain';
import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { moveInvocation } from '../move-invocation.ts';
import type { HoldingFreeze, WorkNeeds } from '../needs.ts';
import { commandsUnderFreezes } from '../sql/inbox.ts';
import { lockInvocation } from '../sql/lock-invocation.ts';
import { freezeReason } from './judge-start.ts';

export interface HeedDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: Pick<WorkNeeds, 'windows' | 'power'>;
}

/**
 * A freeze may begin between a turn and the moment at which the agent comes for its command: what no agent has is skipped
 * then. True while a freeze holds for the instance, so that what went out before is not handed out again.
 */
export async function heedFreezes(deps: HeedDeps, instanceId: string): Promise<boolean> {
  const { db, clock, needs } = deps;
  const at = clock();
  const waiting = await commandsUnderFreezes(db, instanceId, at);
  if (waiting.length === 0) return false;
  const freeze = (await needs.windows.freezesOn(db, { instanceIds: [instanceId], at })).get(instanceId);
  if (freeze === undefined) return false;
  for (const invocationId of waiting) await skip(deps, { invocationId, freeze, at });
  return true;
}

async function skip(
  { db, needs }: HeedDeps,
  { invocationId, freeze, at }: { readonly invocationId: string; readonly freeze: HoldingFreeze; readonly at: Date },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const before = await lockInvocation(tx, invocationId);
    if (before === null || before.offeredAt !== null) return;
    if (before.state !== 'PENDING' && before.state !== 'POWERING_ON') return;
    const state = nextInvocationState(before.state, { kind: 'cut-off' });
    await moveInvocation(tx, {
      before,
      after: { ...before, state, reason: freezeReason(freeze) },
      at,
      power: needs.power,
    });
  });
}
