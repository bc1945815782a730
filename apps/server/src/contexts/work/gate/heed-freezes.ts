import { nextInvocationState } from '@rustine/domain';
import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { moveInvocation } from '../move-invocation.ts';
import type { HoldingFreeze, WorkNeeds } from '../needs.ts';
import { commandsUnderFreezes, type OfferedCommand } from '../sql/inbox.ts';
import { lockInvocation } from '../sql/lock-invocation.ts';
import { freezeReason } from './judge-start.ts';

export interface HeedDeps {
  readonly db: Db;
  readonly needs: Pick<WorkNeeds, 'windows' | 'power'>;
}

/** One instant for all of an ask: a freeze that begins between two would be seen by neither. */
export interface Ask {
  readonly instanceId: string;
  readonly at: Date;
}

/**
 * A freeze may begin between a turn and the moment at which the agent comes for its command: what no agent has is skipped
 * then. True while a freeze holds for the instance, so that what went out before is not handed out again.
 */
export async function heedFreezes(deps: HeedDeps, { instanceId, at }: Ask): Promise<boolean> {
  const { db, needs } = deps;
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

/** What an agent has taken may wait there behind another run, which takes two days at the most. */
const WAIT_MS_MAX = 2 * 24 * 3_600_000;

/** The commands as their agent may begin them: those that heed freezes not once the next one has begun. */
export async function untilFreeze(
  { db, needs }: HeedDeps,
  { instanceId, at }: Ask,
  commands: readonly OfferedCommand[],
): Promise<readonly OfferedCommand[]> {
  if (!commands.some(({ heedsFreezes }) => heedsFreezes)) return commands;
  const freeze = await needs.windows.nextFreezeStart(db, instanceId, at);
  if (freeze === null || freeze.getTime() > at.getTime() + WAIT_MS_MAX) return commands;
  return commands.map((command) => {
    const { heedsFreezes, startUntil } = command;
    return heedsFreezes && (startUntil === null || freeze < startUntil) ? { ...command, startUntil: freeze } : command;
  });
}
