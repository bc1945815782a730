import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { selectExecution, type ExecutionRow } from './sql/executions.ts';
import { endedExecutions, instancesToRestart, settleExecution } from './sql/settle-executions.ts';
import { insertExecution } from './sql/write-executions.ts';
import { setExecutionTimer } from './timers.ts';

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

/** One execution for each time that a window opens for some of the instances; those for which none does are named. */
async function planRestarts(tx: Transaction, { deps, execution, now }: Restarts): Promise<void> {
  const { reboot } = execution.spec;
  if (execution.kind === 'REBOOT' || execution.workRequestId === null) return;
  if (reboot?.windowIds === undefined || reboot.option === 'NEVER') return;
  const instanceIds = await instancesToRestart(tx, execution.workRequestId, {
    onlyNeeded: reboot.option === 'IF_NEEDED',
  });
  if (instanceIds.length === 0) return;
  const asked = { instanceIds, windowIds: reboot.windowIds, after: now };
  const openings = await deps.needs.windows.nextOpenings(tx, asked);
  const byTime = Map.groupBy(instanceIds, (id) => openings.get(id)?.opensAt.getTime() ?? null);
  for (const [opensAt, ids] of byTime) {
    const planned = opensAt !== null;
    const dueAt = planned ? new Date(opensAt) : now;
    const restart = newId('execution');
    await insertExecution(tx, {
      id: restart,
      jobId: execution.jobId,
      kind: 'REBOOT',
      dueAt,
      state: planned ? 'PLANNED' : 'SKIPPED',
      reason: planned
        ? `The restart after execution ${execution.id} waits for its window.`
        : `No window for restarts ever opens for ${ids.length === 1 ? 'this instance' : 'these instances'}: restart by hand.`,
      spec: execution.spec,
      instanceIds: ids,
      overrides: {},
      startedBy: execution.startedBy,
      idempotencyKey: null,
      at: now,
    });
    if (planned) await setExecutionTimer(tx, restart, dueAt);
  }
}
