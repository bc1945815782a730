import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { addRestart } from './add-restart.ts';
import type { JobsDeps } from './jobs-deps.ts';
import type { ExecutionRow } from './sql/executions.ts';
import { lockJob } from './sql/jobs.ts';
import { restartsThatWait } from './sql/settle-executions.ts';
import { endUnstarted, keepInstances, saveDue } from './sql/write-executions.ts';
import { setExecutionTimer } from './timers.ts';

const NEVER_OPENS = 'No window for restarts ever opens again for its instances: restart them by hand.';
const GONE = 'All of its instances were removed.';
const FOLLOWED = 'Another restart of the same instances waits for the same window.';

/**
 * The part of a restart that may begin now, null for none. Where no window is open for an instance, because it was edited
 * or no server ran while it was, or a freeze holds, its restart waits for the next opening, since a machine that needs a
 * restart goes on needing it.
 */
export async function postponeRestart(
  deps: JobsDeps,
  execution: ExecutionRow,
  now: Date,
): Promise<ExecutionRow | null> {
  const { id, kind, instanceIds, spec } = execution;
  const windowIds = spec.reboot?.windowIds;
  if (kind !== 'REBOOT' || instanceIds === null || windowIds === undefined) return execution;
  const there = (await deps.needs.fleet.findInstances(instanceIds)).map((instance) => instance.id);
  if (there.length === 0) {
    await endUnstarted(deps.db, id, { state: 'SKIPPED', reason: GONE });
    return null;
  }
  const held = await findHeld(deps, { instanceIds: there, windowIds, now });
  if (held.size === 0) return execution;
  const kept = held.size === there.length ? [] : instanceIds.filter((each) => !held.has(each));
  const parted = await withTransaction(deps.db, (tx) => part(tx, { execution, kept, held, now }));
  return parted && kept.length > 0 ? { ...execution, instanceIds: kept } : null;
}

/** Why an instance may not begin, and when its window opens next, in milliseconds; null for never. */
interface Hold {
  readonly why: string;
  readonly opensAt: number | null;
}

async function findHeld(
  { db, needs: { windows } }: JobsDeps,
  {
    instanceIds,
    windowIds,
    now,
  }: { readonly instanceIds: readonly string[]; readonly windowIds: readonly string[]; readonly now: Date },
): Promise<ReadonlyMap<string, Hold>> {
  const places = await windows.placesFor(db, { instanceIds, windowIds, at: now });
  const frozen = await windows.freezesOn(db, { instanceIds, at: now });
  const isOpen = (id: string) => places.get(id)?.kind === 'OPEN';
  const held = instanceIds.filter((id) => !isOpen(id) || frozen.has(id));
  if (held.length === 0) return new Map();
  const openings = await windows.nextOpenings(db, { instanceIds: held, windowIds, after: now });
  return new Map(
    held.map((id) => [
      id,
      {
        why: isOpen(id) ? 'a freeze held' : 'no window of its instances was open',
        opensAt: openings.get(id)?.opensAt.getTime() ?? null,
      },
    ]),
  );
}

interface Parting {
  readonly execution: ExecutionRow;
  /** Those that may begin. */
  readonly kept: readonly string[];
  readonly held: ReadonlyMap<string, Hold>;
  readonly now: Date;
}

/** Has each of the held wait for its own opening, once. False when the execution has started, or changed, before. */
async function part(tx: Transaction, { execution, kept, held, now }: Parting): Promise<boolean> {
  const { id, jobId, spec } = execution;
  if ((await lockJob(tx, jobId)) === undefined || spec.reboot === null) return false;
  const waiting = await restartsThatWait(tx, { jobId, reboot: spec.reboot, besides: id });
  const left = [...held].filter(([each, { opensAt }]) => opensAt === null || !waiting.get(each)?.has(opensAt));
  const byTime = Map.groupBy(left, ([, { opensAt }]) => opensAt);
  const groups = [...byTime].toSorted(([a], [b]) => (a ?? Infinity) - (b ?? Infinity)).map(groupOf(now));
  const [first, ...others] = groups;
  if (kept.length > 0) {
    if (!(await keepInstances(tx, execution, kept))) return false;
    for (const group of groups) await addRestart(tx, { of: execution, ...group, now });
    return true;
  }
  if (first === undefined || first.dueAt === null)
    return endUnstarted(tx, id, { state: 'SKIPPED', reason: first?.reason ?? FOLLOWED });
  if (!(await saveDue(tx, execution, { ...first, dueAt: first.dueAt }))) return false;
  await setExecutionTimer(tx, id, first.dueAt);
  for (const group of others) await addRestart(tx, { of: execution, ...group, now });
  return true;
}

function groupOf(now: Date) {
  return ([time, members]: [number | null, readonly (readonly [string, Hold])[]]) => ({
    dueAt: time === null ? null : new Date(time),
    instanceIds: members.map(([each]) => each),
    reason: time === null ? NEVER_OPENS : waitsReason(members[0]![1], now),
  });
}

function waitsReason({ why }: Hold, now: Date): string {
  return `At ${now.toISOString().slice(0, 19)}Z ${why}, so the restart waits for the next window.`;
}
