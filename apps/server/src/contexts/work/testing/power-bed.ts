import { quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { RestoreOutcome, WakeOutcome } from '../needs.ts';
import { sweepDeadlines } from '../pass-deadlines.ts';
import { runOn, type RunSpec } from './run-on.ts';
import { createTestBed, goodRun } from './test-bed.ts';

/** The work context with what power tells it, and with machines that are off. */
export async function createPowerBed() {
  const bed = await createTestBed();
  const wakeSettled = (invocationId: string, outcome: WakeOutcome) =>
    withTransaction(bed.db, (tx) => bed.work.wakeSettled(tx, { invocationId, outcome, at: bed.clock() }));
  return {
    ...bed,
    wakeSettled,
    restoreSettled: (invocationId: string, outcome: RestoreOutcome) =>
      withTransaction(bed.db, (tx) => bed.work.restoreSettled(tx, { invocationId, outcome, at: bed.clock() })),
    cancelInvocation: (invocationId: string) =>
      bed.work.handlers.cancelInvocation({ params: { invocationId }, principal: { name: 'ada' } } as never),
    /** Power answers from now on as it does unless a test says otherwise, and was asked nothing yet. */
    forgetPower() {
      Object.assign(bed.power.answer, { restore: true, reason: '', settlesBy: null });
      bed.power.woken.length = 0;
      bed.power.restored.length = 0;
    },
    passDeadlines: () =>
      sweepDeadlines({
        log: quietLog,
        db: bed.db,
        clock: bed.clock,
        reports: {
          reportSummary: async () => ({
            granted: 0,
            uploaded: 0,
            ingested: 0,
            quarantined: [],
            failed: [],
            manifest: { state: 'BEARS_OUT' },
          }),
        },
        power: bed.power.needs,
      }),
    /** Another run woke it, is over, and its machine was told to stop. */
    async switchingOff(instanceId: string): Promise<void> {
      await sql`
        insert into power_sessions (
          instance_id, ref, leave_on, phase, found, starts, stop_asked_at, deadline_at, looked_at, opened_at, moved_at
        ) values (${instanceId}, 'vm', false, 'RESTORING', 'STOPPED', 1, now(), now(), now(), now(), now())`.execute(
        bed.db,
      );
    },
    /** Work that wakes one instance, which is off. */
    async asleep(spec: Partial<RunSpec> = {}) {
      const run = await runOn(bed, { count: 1, online: 0, power: 'WAKE', ...spec });
      const { id, instanceId } = (await run.standing())[0]!;
      const agent = bed.agent(instanceId);
      return {
        run,
        id,
        instanceId,
        agent,
        now: () => bed.invocation(id),
        started: () => wakeSettled(id, { kind: 'RUNNING', startedByUs: true }),
        /** As its agent tells it, from the first event on. */
        runsWell: () => agent.post(bed.events(id, goodRun)),
      };
    },
  };
}
