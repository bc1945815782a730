import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPowerBed, type PowerBed } from './testing/power-bed.ts';

let bed: PowerBed;
beforeAll(async () => {
  bed = await openPowerBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

type Machine = Awaited<ReturnType<PowerBed['machine']>>;

const began = (invocationId: string) =>
  sql`update invocations set started_at = ${bed.clock()}::timestamptz where id = ${invocationId}::text`.execute(bed.db);

/** A run that began so many seconds after its turn, and whose machine was off again so many seconds after its end. */
async function ran({ instanceId }: Machine) {
  const asked = bed.clock().getTime();
  const invocationId = await bed.wake(instanceId);
  await bed.runJobs();
  bed.passTime(60);
  await began(invocationId);
  const wake = (bed.clock().getTime() - asked) / 1000;
  bed.passTime(600);
  const ended = bed.clock().getTime();
  await bed.restore(instanceId, invocationId);
  await bed.runJobs();
  return { invocationId, wake, putBack: (bed.clock().getTime() - ended) / 1000 };
}

const timesOf = async (...machines: Machine[]) => {
  const found = await bed.power.wakingTimes(
    bed.db,
    machines.map(({ instanceId }) => instanceId),
  );
  return machines.map(({ instanceId }) => found.get(instanceId));
};

it('tells how long a machine took to come up for a run and to go down after it, also when the run was cleaned up', async () => {
  const machine = await bed.machine('stopped');
  const { invocationId, wake, putBack } = await ran(machine);
  expect(wake).toBeGreaterThan(60);
  expect(putBack).toBeGreaterThan(0);
  expect(await timesOf(machine)).toEqual([{ wake: [wake], putBack: [putBack] }]);
  await sql`
    insert into run_durations (invocation_id, instance_id, document_name, started_at, seconds, rebooted)
    select id, instance_id, 'Doc', started_at, 600, false from invocations where id = ${invocationId}::text`.execute(
    bed.db,
  );
  await sql`delete from invocations where id = ${invocationId}::text`.execute(bed.db);
  expect(await timesOf(machine)).toEqual([{ wake: [wake], putBack: [putBack] }]);
});

it('takes the times of other machines of the provider for one that has none, and of no other provider', async () => {
  const [known, fresh] = [await bed.machine('stopped'), await bed.machine('stopped')];
  const { wake, putBack } = await ran(known);
  const [own, theirs] = await timesOf(known, fresh);
  expect(own).toEqual({ wake: [wake], putBack: [putBack] });
  expect(theirs).toEqual({ wake: expect.arrayContaining([wake]), putBack: expect.arrayContaining([putBack]) });
  const elsewhere = await bed.bound({ kind: 'exec', command: 'hypervisor' }, 'vm-elsewhere');
  const times = await bed.power.wakingTimes(bed.db, [elsewhere.instanceId, 'mi-nobody']);
  expect([...times]).toEqual([[elsewhere.instanceId, { wake: [], putBack: [] }]]);
});

it('counts only what was started by us and put back', async () => {
  const [wasOn, joined, leftOn] = [
    await bed.machine('running'),
    await bed.machine('stopped'),
    await bed.machine('stopped', { leaveOn: true }),
  ];
  await began(await bed.wake(wasOn.instanceId));
  await bed.runJobs();
  const first = await bed.wake(joined.instanceId);
  await bed.runJobs();
  bed.passTime(30);
  await began(first);
  bed.passTime(300);
  // It comes to a machine that runs already.
  const second = await bed.wake(joined.instanceId);
  await bed.runJobs();
  await began(second);
  const times = await timesOf(wasOn, joined, leftOn);
  expect(times[1]!.wake).toHaveLength(1);
  expect(times[0]!.wake).not.toContain(0);
  expect(times[2]!.putBack).toBeNull();
});
