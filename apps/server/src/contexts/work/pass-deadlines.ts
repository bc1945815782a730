import { judgeResult, nextInvocationState } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { resultOf } from './change-invocation.ts';
import { owedReboot } from './change-reboot.ts';
import { explainDeadline } from './explain-deadline.ts';
import { moveInvocation } from './move-invocation.ts';
import type { ReportNeeds } from './needs.ts';
import { overdueInvocations } from './sql/overdue-invocations.ts';
import { lockInvocation } from './sql/lock-invocation.ts';

export interface DeadlineDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly reports: ReportNeeds;
}

const SWEEP_AT_ONCE = 500;

/** Moves an invocation whose deadline has passed; one that moved meanwhile, or got a later deadline, is left alone. */
export async function passDeadline({ db, clock, reports }: DeadlineDeps, invocationId: string): Promise<void> {
  await withTransaction(db, async (tx) => {
    const before = await lockInvocation(tx, invocationId);
    const at = clock();
    if (before === null || before.deadlineAt === null || before.deadlineAt > at) return;
    const result = resultOf(before);
    const evidence = async () => ({
      reports: await reports.reportSummary(tx, invocationId),
      owedReboot: owedReboot(before),
    });
    const waitsFor = result === null ? '' : judgeResult(result, await evidence()).reason;
    const state = nextInvocationState(before.state, { kind: 'deadline' });
    await moveInvocation(tx, { before, after: { ...before, state, reason: explainDeadline(before, waitsFor) }, at });
  });
}

/** Moves all that is overdue; returns how many those were. One that cannot be moved now does not hold up the others. */
export async function sweepDeadlines(deps: DeadlineDeps & { readonly log: Log }): Promise<number> {
  for (let count = 0; ;) {
    const overdue = await overdueInvocations(deps.db, { now: deps.clock(), limit: SWEEP_AT_ONCE });
    let passed = 0;
    for (const invocationId of overdue) {
      try {
        await passDeadline(deps, invocationId);
        passed += 1;
      } catch (error) {
        deps.log.error({ err: error, invocationId }, 'a deadline could not pass; it is tried again in a moment');
      }
    }
    count += passed;
    if (overdue.length < SWEEP_AT_ONCE || passed === 0) return count;
  }
}
