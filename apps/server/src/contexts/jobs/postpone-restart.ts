import { withTransaction } from '../../db/with-transaction.ts';
import type { JobsDeps } from './jobs-deps.ts';
import type { ExecutionRow } from './sql/executions.ts';
import { endUnstarted, saveDue } from './sql/write-executions.ts';
import { setExecutionTimer } from './timers.ts';

const NEVER_OPENS = 'No window for restarts ever opens again for its instances: restart them by hand.';

/**
 * A restart that waits for its window and may begin nowhere now: the window was edited, no server ran while it was open, or
 * a freeze came. It waits for the next opening then, since a machine that needs a restart goes on needing it. False when
 * it may begin.
 */
export async function postponeRestart(deps: JobsDeps, execution: ExecutionRow, now: Date): Promise<boolean> {
  const { db, needs } = deps;
  const { id, instanceIds, spec } = execution;
  const windowIds = spec.reboot?.windowIds;
  if (execution.kind !== 'REBOOT' || instanceIds === null || windowIds === undefined) return false;
  const places = await needs.windows.placesFor(db, { instanceIds, windowIds, at: now });
  const frozen = await needs.windows.freezesOn(db, { instanceIds, at: now });
  const isOpen = (instanceId: string) => places.get(instanceId)?.kind === 'OPEN';
  if (instanceIds.some((each) => isOpen(each) && !frozen.has(each))) return false;
  const openings = await needs.windows.nextOpenings(db, { instanceIds, windowIds, after: now });
  const times = [...openings.values()].map(({ opensAt }) => opensAt.getTime());
  if (times.length === 0) {
    await endUnstarted(db, id, { state: 'SKIPPED', reason: NEVER_OPENS });
    return true;
  }
  const dueAt = new Date(Math.min(...times));
  const why = instanceIds.some(isOpen) ? 'a freeze held' : 'no window of its instances was open';
  const reason = `At ${now.toISOString().slice(0, 19)}Z ${why}, so the restart waits for the next window.`;
  await withTransaction(db, async (tx) => {
    if (await saveDue(tx, id, { dueAt, reason })) await setExecutionTimer(tx, id, dueAt);
  });
  return true;
}
