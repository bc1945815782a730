import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { durationsOf } from './index.ts';
import { createHistoryWorld, type HistoryWorld } from './testing/history-world.ts';

const documentName = 'Test-Scan';

/** A run of an instance that took so many seconds, a day after the last. */
async function ran(
  world: HistoryWorld,
  instanceId: string,
  seconds: number,
  { state = 'SUCCEEDED', operation = 'Install', reboots = 0 } = {},
): Promise<string> {
  world.passDays(1);
  const { invocationIds } = await world.work.startWork({
    documentName,
    instanceIds: [instanceId],
    parameters: {},
    createdBy: 'ada',
  });
  const startedAt = world.clock();
  await sql`
    update invocations set state = ${state}::text, deadline_at = null, reboots = ${reboots}::integer,
      started_at = ${startedAt}::timestamptz,
      finished_at = ${startedAt}::timestamptz + make_interval(secs => ${seconds}::double precision)
    where id = ${invocationIds[0]!}::text`.execute(world.db);
  await sql`
    update work_requests set parameters = jsonb_build_object('Operation', jsonb_build_array(${operation}::text))
    where id = (select work_request_id from invocations where id = ${invocationIds[0]!}::text)`.execute(world.db);
  await sql`
    update work_requests set state = 'SUCCEEDED', finished_at = ${startedAt}::timestamptz + interval '1 hour'
    where state in ('ACCEPTED', 'IN_PROGRESS')`.execute(world.db);
  return invocationIds[0]!;
}

/** A run let go of the machine that had been started for it, which was off again so many seconds later. */
async function tookToPutBack(world: HistoryWorld, invocationId: string, seconds: number): Promise<void> {
  await sql`
    with session as (
      insert into power_sessions (instance_id, ref, leave_on, phase, found, starts, outcome, looked_at, opened_at,
        moved_at, ended_at)
      select instance_id, 'vm', false, 'ENDED', 'STOPPED', 1, 'STOPPED', finished_at, started_at, finished_at, finished_at
      from invocations where id = ${invocationId}::text
      returning id, ended_at
    )
    insert into power_holders (session_id, invocation_id, work_request_id, asked_at, released_at, restore, told_at)
    select id, ${invocationId}::text, 'wr', ended_at, ended_at - make_interval(secs => ${seconds}::double precision), true,
      ended_at
    from session`.execute(world.db);
}

it('knows how long runs took, newest first, whether they were cleaned up or not', async () => {
  await using world = await createHistoryWorld({ days: 3 });
  const [instanceId, other] = [await world.addInstance(), await world.addInstance()];
  await ran(world, instanceId, 10.5);
  await ran(world, instanceId, 20, { state: 'FAILED' });
  await ran(world, instanceId, 30, { state: 'TIMED_OUT' });
  await ran(world, other, 99);
  const asked = { instanceIds: [instanceId, other, 'mi-nobody'], documentName, dryRun: false, withoutReboots: false };
  const expected = new Map([
    [instanceId, [20, 10.5]],
    [other, [99]],
  ]);
  expect(await durationsOf(world.db, asked)).toEqual(expected);
  world.passDays(2);
  await world.clean();
  expect(await world.count('run_durations')).toBe(2);
  expect(await durationsOf(world.db, asked)).toEqual(expected);
  expect(await durationsOf(world.db, { ...asked, documentName: 'Other' })).toEqual(new Map());
});

it('keeps the newest 20 of each instance and document', async () => {
  await using world = await createHistoryWorld({ days: 1 });
  const instanceId = await world.addInstance();
  for (let seconds = 1; seconds <= 23; seconds += 1) await ran(world, instanceId, seconds);
  world.passDays(2);
  await world.clean();
  await ran(world, instanceId, 24);
  expect(await world.count('run_durations')).toBe(20);
  const newest = Array.from({ length: 20 }, (_, index) => 24 - index);
  expect(
    (
      await durationsOf(world.db, { instanceIds: [instanceId], documentName, dryRun: false, withoutReboots: false })
    ).get(instanceId),
  ).toEqual(newest);
});

it('takes no dry run for what the change takes, and the other way round', async () => {
  await using world = await createHistoryWorld({ days: 3 });
  const instanceId = await world.addInstance();
  await ran(world, instanceId, 600);
  await ran(world, instanceId, 9, { operation: 'DryRun' });
  const of = async (dryRun: boolean) =>
    (await durationsOf(world.db, { instanceIds: [instanceId], documentName, dryRun, withoutReboots: false })).get(
      instanceId,
    );
  expect([await of(false), await of(true)]).toEqual([[600], [9]]);
  world.passDays(5);
  await world.clean();
  expect([await of(false), await of(true)]).toEqual([[600], undefined]);
});

it('does not count the time in which the machine was put back as it was found, cleaned up or not', async () => {
  await using world = await createHistoryWorld({ days: 3 });
  const instanceId = await world.addInstance();
  await tookToPutBack(world, await ran(world, instanceId, 300), 40);
  const asked = { instanceIds: [instanceId], documentName, dryRun: false, withoutReboots: false };
  expect((await durationsOf(world.db, asked)).get(instanceId)).toEqual([260]);
  world.passDays(5);
  await world.clean();
  expect(await world.count('run_durations')).toBe(1);
  expect((await durationsOf(world.db, asked)).get(instanceId)).toEqual([260]);
});

it('leaves runs that restarted their instance out where those without restarts are asked for', async () => {
  await using world = await createHistoryWorld({ days: 3 });
  const instanceId = await world.addInstance();
  await ran(world, instanceId, 600, { reboots: 1 });
  await ran(world, instanceId, 60);
  const of = async (withoutReboots: boolean) =>
    (await durationsOf(world.db, { instanceIds: [instanceId], documentName, dryRun: false, withoutReboots })).get(
      instanceId,
    );
  expect([await of(false), await of(true)]).toEqual([[60, 600], [60]]);
  world.passDays(5);
  await world.clean();
  expect([await of(false), await of(true)]).toEqual([[60, 600], [60]]);
});
