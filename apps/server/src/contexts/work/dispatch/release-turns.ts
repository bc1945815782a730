import { deadlineSeconds } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { freezeReason } from '../gate/judge-start.ts';
import { skipInvocations } from '../sql/skip-waiting.ts';
import {
  lockSilent,
  nextInLine,
  releaseInvocations,
  releaseToWake,
  type NextInLine,
  type Released,
} from '../sql/waiting.ts';
import { wakeInstances } from '../sql/wake.ts';
import { markInProgress } from '../sql/work-request-state.ts';
import type { Turn } from './turn.ts';

/**
 * Gives the next `count` of a line their turn. One for which a freeze holds by now is skipped; one whose instance is not
 * there is woken first, where the work asks for that. Returns how many it found, how many of them are there to answer, and
 * how many it skipped.
 */
export async function releaseTurns(
  tx: Transaction,
  turn: Turn,
  count: number,
): Promise<{ readonly taken: number; readonly answering: number; readonly skipped: number }> {
  const next = await nextInLine(tx, turn, { count, onlineSince: turn.onlineSince });
  const frozen = await skipFrozen(tx, turn, next);
  const free = next.filter(({ id }) => !frozen.has(id));
  const asleep = turn.workRequest.power === 'WAKE' ? free.filter(({ online }) => !online) : [];
  const ready = asleep.length === 0 ? free : free.filter((each) => !asleep.includes(each));
  await release(tx, turn, ready);
  await wake(tx, turn, asleep);
  const answering = ready.filter(({ online }) => online).length;
  return { taken: next.length, answering, skipped: frozen.size };
}

async function skipFrozen(tx: Transaction, turn: Turn, next: readonly NextInLine[]): Promise<ReadonlySet<string>> {
  const { workRequest, needs, at } = turn;
  if (!workRequest.heedsFreezes || next.length === 0) return new Set();
  const instanceIds = next.map(({ instanceId }) => instanceId);
  const freezes = await needs.windows.freezesOn(tx, { instanceIds, at });
  const skips = next.flatMap(({ id, instanceId }) => {
    const freeze = freezes.get(instanceId);
    return freeze === undefined ? [] : [{ id, reason: freezeReason(freeze) }];
  });
  await skipInvocations(tx, skips, at);
  return new Set(skips.map(({ id }) => id));
}

async function release(tx: Transaction, turn: Turn, ready: readonly NextInLine[]): Promise<void> {
  if (ready.length === 0) return;
  const at = wholeSeconds(turn.at);
  const expiresAt = later(at, turn.workRequest.deliverySeconds);
  const released = await releaseInvocations(tx, idsOf(ready), { at, expiresAt });
  await wakeInstances(
    tx,
    released.map(({ instanceId }) => instanceId),
  );
}

/**
 * Wakes the instances that were taken for running and have been silent since: one that is switched off looks like one that
 * is there for some minutes. One for which a freeze holds by now is skipped; returns how many those were.
 */
export async function wakeSilent(tx: Transaction, turn: Turn): Promise<number> {
  if (turn.workRequest.power !== 'WAKE') return 0;
  const silent = await lockSilent(tx, turn.workRequestId, turn.onlineSince);
  const frozen = await skipFrozen(tx, turn, silent);
  await wake(
    tx,
    turn,
    silent.filter(({ id }) => !frozen.has(id)),
  );
  return frozen.size;
}

/** Until an agent is there, its machine has the time to start twice over: once to be started, once to come up. */
async function wake(tx: Transaction, turn: Turn, asleep: readonly NextInLine[]): Promise<void> {
  if (asleep.length === 0) return;
  const { workRequestId, workRequest, needs } = turn;
  const at = wholeSeconds(turn.at);
  const { deliverySeconds } = workRequest;
  const seconds = deadlineSeconds('POWERING_ON', { deliverySeconds, timeoutSeconds: 0 }) ?? 0;
  const expiresAt = later(at, Math.max(deliverySeconds, 2 * seconds));
  const reason = 'Its instance does not answer, so it is asked to start.';
  const released = await releaseToWake(tx, idsOf(asleep), { at, expiresAt, deadlineAt: later(at, seconds), reason });
  await markInProgress(tx, workRequestId, turn.at);
  for (const { id, instanceId } of released.toSorted(byInstance)) {
    await needs.power.askToWake(tx, { workRequestId, invocationId: id, instanceId, at: turn.at });
  }
}

function byInstance(a: Released, b: Released): number {
  return a.instanceId < b.instanceId ? -1 : 1;
}

/** Whole seconds, as the command's claims have them: server and agent then agree on when it expires. */
function wholeSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

function idsOf(next: readonly NextInLine[]): string[] {
  return next.map(({ id }) => id);
}
