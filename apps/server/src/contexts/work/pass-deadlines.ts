import { judgeResult, nextInvocationState } from '@rustine/domain';
import type { Db, Transaction } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { resultOf } from './change-invocation.ts';
import { owedReboot } from './change-reboot.ts';
import { explainDeadline } from './explain-deadline.ts';
import { moveInvocation } from './move-invocation.ts';
import { tooLateReason } from './gate/judge-start.ts';
import type { PowerNeeds, ReportNeeds } from './needs.ts';
import { notPutBack } from './power/settle-power.ts';
import { overdueInvocations } from './sql/overdue-invocations.ts';
import { saveInvocation } from './sql/save-invocation.ts';
import { lockInvocation, type LockedInvocation } from './sql/lock-invocation.ts';

export interface DeadlineDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly reports: ReportNeeds;
  readonly power: PowerNeeds;
}

const SWEEP_AT_ONCE = 500;

/** Moves an invocation whose deadline has passed; one that moved meanwhile, or got a later deadline, is left alone. */
export async function passDeadline({ db, clock, reports, power }: DeadlineDeps, invocationId: string): Promise<void> {
  await withTransaction(db, async (tx) => {
    const before = await lockInvocation(tx, invocationId);
    const at = clock();
    if (before === null || before.deadlineAt === null || before.deadlineAt > at) return;
    const missed = missedWindow(before, at);
    const waitsUntil = missed === null ? await powerTakesUntil(tx, before, power) : null;
    if (waitsUntil !== null && waitsUntil > at) {
      await saveInvocation(tx, { ...before, deadlineAt: waitsUntil });
      return;
    }
    const late = missed ?? stillOn(before);
    if (late !== null) {
      await moveInvocation(tx, { before, after: late, at, power });
      return;
    }
    const result = resultOf(before);
    const evidence = async () => ({
      reports: await reports.reportSummary(tx, invocationId),
      owedReboot: owedReboot(before),
    });
    const waitsFor = result === null ? '' : judgeResult(result, await evidence()).reason;
    const state = nextInvocationState(before.state, { kind: 'deadline' });
    const reason = [before.cancelReason ?? '', explainDeadline(before, waitsFor)].join(' ').trim();
    await moveInvocation(tx, { before, after: { ...before, state, reason }, at, power });
  });
}

/** Its window lets nothing start any more, and no agent can have it: it never began. */
function missedWindow(before: LockedInvocation, at: Date): LockedInvocation | null {
  const { state, startUntil, windowName, offeredAt } = before;
  if (state !== 'PENDING' && state !== 'POWERING_ON') return null;
  if (startUntil === null || startUntil > at || offeredAt !== null) return null;
  const reason = tooLateReason(windowName, startUntil);
  return { ...before, state: nextInvocationState(state, { kind: 'cut-off' }), reason };
}

/** A provider may have been given more time than the state has, and time in which no server ran does not count for it. */
async function powerTakesUntil(tx: Transaction, before: LockedInvocation, power: PowerNeeds): Promise<Date | null> {
  const { id, state, wokenAt, startUntil } = before;
  if (state !== 'POWERING_OFF' && (state !== 'POWERING_ON' || wokenAt !== null)) return null;
  const until = await power.settlesBy(tx, id);
  if (until === null || state === 'POWERING_OFF' || startUntil === null) return until;
  return startUntil < until ? startUntil : until;
}

function stillOn(before: LockedInvocation): LockedInvocation | null {
  if (before.state !== 'POWERING_OFF') return null;
  return notPutBack(before, 'nobody confirmed it in time; look at its console.');
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
