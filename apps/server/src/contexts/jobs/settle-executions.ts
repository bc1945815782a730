import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { addRestart } from './add-restart.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { selectExecution, type ExecutionRow } from './sql/executions.ts';
import { lockJob } from './sql/jobs.ts';
import { endedExecutions, instancesToRestart, restartsThatWait, settleExecution } from './sql/settle-executions.ts';

const AT_ONCE = 100;

/** Notes how executions ended, and plans the restarts that have a window of their own. */
export async function settleExecutions(deps: JobsDeps): Promise<void> {
  for (;;) {
    const ended = await endedExecutions(deps.db, AT_ONCE);
    for (const id of ended) await withTransaction(deps.db, (tx) => settle(tx, deps, id));
    if (ended.length < AT_ONCE) return;
  }
}

async function settle(tx: Transaction, deps: JobsDeps, id: string): Promise<void> {
  const now = deps.clock();
  if (!(await settleExecution(tx, id, now))) return;
  const execution = await selectExecution(tx, id);
  if (execution !== undefined) await planRestarts(tx, { deps, execution, now });
}

interface Restarts {
  readonly deps: JobsDeps;
  readonly execution: ExecutionRow;
  readonly now: Date;
}

/**
 * One execution for each time at which some of the instances may restart: at once where one of the windows is open, else
 * when the next one opens. Those that never may, and all of them once the job is deleted, are left to a person. Who waits
 * for that opening already, since an earlier execution, restarts once for both.
 */
async function planRestarts(tx: Transaction, { deps, execution, now }: Restarts): Promise<void> {
  const { reboot } = execution.spec;
  if (execution.kind === 'REBOOT' || execution.workRequestId === null) return;
  if (reboot?.windowIds === undefined || reboot.option === 'NEVER') return;
  const instanceIds = await instancesToRestart(tx, execution.workRequestId, {
    onlyNeeded: reboot.option === 'IF_NEEDED',
  });
  if (instanceIds.length === 0) return;
  const isDeleted = (await lockJob(tx, execution.jobId)) === undefined;
  const times = isDeleted ? null : await restartTimes(tx, deps, { instanceIds, windowIds: reboot.windowIds, now });
  const waiting = await restartsThatWait(tx, { jobId: execution.jobId, reboot });
  const toPlan = instanceIds.filter((id) => !waiting.get(id)?.has(times?.get(id) ?? Number.NaN));
  const byTime = Map.groupBy(toPlan, (id) => times?.get(id) ?? null);
  for (const [time, ids] of byTime) {
    const reason =
      time !== null
        ? `The restart after execution ${execution.id} waits for its window.`
        : `${isDeleted ? 'The job was deleted' : 'No window for restarts ever opens'}: restart ${count(ids.length)} by hand.`;
    const dueAt = time === null ? null : new Date(time);
    await addRestart(tx, { of: execution, instanceIds: ids, dueAt, reason, now });
  }
}

/** When each instance may restart, in milliseconds; one that never may is left out. */
async function restartTimes(
  tx: Transaction,
  { needs: { windows } }: JobsDeps,
  {
    now,
    ...asked
  }: { readonly instanceIds: readonly string[]; readonly windowIds: readonly string[]; readonly now: Date },
): Promise<ReadonlyMap<string, number>> {
  const openings = await windows.nextOpenings(tx, { ...asked, after: now });
  const places = await windows.placesFor(tx, { ...asked, at: now });
  return new Map([
    ...[...openings].map(([id, { opensAt }]) => [id, opensAt.getTime()] as const),
    ...[...places].flatMap(([id, { kind }]) => (kind === 'OPEN' ? [[id, now.getTime()] as const] : [])),
  ]);
}

function count(instances: number): string {
  return instances === 1 ? 'the instance' : `the ${instances} instances`;
}
