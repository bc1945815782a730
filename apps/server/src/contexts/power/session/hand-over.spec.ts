import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { withTransaction } from '../../../db/with-transaction.ts';
import { addInvocation } from '../../../testing/fleet-rows.ts';
import { openPowerBed, type PowerBed } from '../testing/power-bed.ts';

let bed: PowerBed;
beforeAll(async () => {
  bed = await openPowerBed();
});
beforeEach(() => void bed.told.splice(0));
afterAll(() => bed[Symbol.asyncDispose]());

/** The inbox of an agent that was read before it could say that the machine is told to stop. */
const offerAtStop = (invocationId: string) => `
  create function offer_at_stop() returns trigger language plpgsql as $$ begin
    update invocations set offered_at = now() where id = '${invocationId}';
    return null;
  end $$;
  create trigger offer_at_stop after update on power_sessions for each row
    when (old.stop_asked_at is null and new.stop_asked_at is not null) execute function offer_at_stop()`;

const running = (startedByUs: boolean) => ({ kind: 'RUNNING', startedByUs });

describe('a run that found the machine on because another had woken it', () => {
  const waitingForLocks = async () => {
    const { rowCount } = await bed.database.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rowCount;
  };
  const end = (invocationId: string) =>
    sql`update invocations set state = 'SUCCEEDED', deadline_at = null where id = ${invocationId}::text`.execute(
      bed.db,
    );

  /** It was left on for the one that came, and goes off when that has ended. */
  const expectHandedOver = async (
    { instanceId, state, changes }: Awaited<ReturnType<PowerBed['machine']>>,
    { woke, came }: { readonly woke: string; readonly came: string },
  ) => {
    expect(bed.told.slice(1)).toEqual([
      { about: 'wake', invocationId: came, outcome: running(true) },
      { about: 'restore', invocationId: woke, outcome: { kind: 'LEFT_ON', reason: 'another run needs it' } },
    ]);
    expect(await bed.restore(instanceId, came)).toEqual({ restore: true, reason: '' });
    await end(came);
    await bed.runJobs();
    expect(await changes()).toEqual(['start', 'stop']);
    expect(await state()).toBe('stopped');
  };

  it('keeps it on, and has it put back when it has ended itself', async () => {
    const machine = await bed.machine('stopped');
    const { instanceId } = machine;
    const woke = await bed.wake(instanceId);
    await bed.runJobs();
    const came = await addInvocation(bed.db, instanceId, { state: 'DELIVERED' });
    expect(await bed.restore(instanceId, woke)).toEqual({ restore: true, reason: '' });
    await bed.runJobs();
    expect(await machine.changes()).toEqual(['start']);
    await expectHandedOver(machine, { woke, came });
  });

  it('is waited for also when it had been taken for over, and then spoke again', async () => {
    const { instanceId, changes } = await bed.machine('stopped');
    const [silent, other] = [await bed.wake(instanceId), await bed.wake(instanceId)];
    await bed.runJobs();
    expect((await bed.restore(instanceId, silent)).restore).toBe(false);
    await sql`update invocations set state = 'RUNNING' where id = ${silent}::text`.execute(bed.db);
    await bed.restore(instanceId, other);
    await bed.runJobs();
    expect(await changes()).toEqual(['start']);
    expect(await bed.restore(instanceId, silent)).toEqual({ restore: true, reason: '' });
    await end(silent);
    await bed.runJobs();
    expect(await changes()).toEqual(['start', 'stop']);
  });

  it('keeps it on also when its command goes out at the very moment at which the machine is to be told to stop', async () => {
    const machine = await bed.machine('stopped');
    const { instanceId } = machine;
    const woke = await bed.wake(instanceId);
    await bed.runJobs();
    const came = await addInvocation(bed.db, instanceId, { state: 'PENDING' });
    await sql.raw(offerAtStop(came)).execute(bed.db);
    await bed.restore(instanceId, woke);
    await bed.runJobs();
    await sql`drop function offer_at_stop cascade`.execute(bed.db);
    expect(await machine.changes()).toEqual(['start']);
    await expectHandedOver(machine, { woke, came });
  });

  it('is waited for also when its agent is taking the command at that moment', async () => {
    const { instanceId, changes } = await bed.machine('stopped');
    const woke = await bed.wake(instanceId);
    await bed.runJobs();
    const came = await addInvocation(bed.db, instanceId, { state: 'PENDING' });
    await sql`update invocations set released_at = now() where id = ${came}::text`.execute(bed.db);
    await bed.restore(instanceId, woke);
    const stopping = await withTransaction(bed.db, async (tx) => {
      await sql`update invocations set offered_at = now() where id = ${came}::text`.execute(tx);
      const jobs = bed.runJobs();
      await vi.waitFor(async () => expect(await waitingForLocks()).toBe(1), { timeout: 20_000 });
      return { jobs };
    });
    await stopping.jobs;
    expect(await changes()).toEqual(['start']);
    expect(bed.told.slice(1)).toMatchObject([{ invocationId: came }, { invocationId: woke }]);
  });

  it('is not waited for when it has ended before', async () => {
    const { instanceId, changes } = await bed.machine('stopped');
    const woke = await bed.wake(instanceId);
    await bed.runJobs();
    await end(await addInvocation(bed.db, instanceId, { state: 'RUNNING' }));
    await bed.restore(instanceId, woke);
    await bed.runJobs();
    expect(await changes()).toEqual(['start', 'stop']);
  });
});
