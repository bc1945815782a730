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
  { state = 'SUCCEEDED', operation = 'Install' } = {},
): Promise<void> {
  world.passDays(1);
  const { invocationIds } = await world.work.startWork({
    documentName,
    instanceIds: [instanceId],
    parameters: {},
    createdBy: 'ada',
  });
  const startedAt = world.clock();
  await sql`
    update invocations set state = ${state}::text, deadline_at = null, started_at = ${startedAt}::timestamptz,
      finished_at = ${startedAt}::timestamptz + make_interval(secs => ${seconds}::double precision)
    where id = ${invocationIds[0]!}::text`.execute(world.db);
  await sql`
    update work_requests set parameters = jsonb_build_object('Operation', jsonb_build_array(${operation}::text))
    where id = (select work_request_id from invocations where id = ${invocationIds[0]!}::text)`.execute(world.db);
  await sql`
    update work_requests set state = 'SUCCEEDED', finished_at = ${startedAt}::timestamptz + interval '1 hour'
    where state in ('ACCEPTED', 'IN_PROGRESS')`.execute(world.db);
}

it('knows how long runs took, newest first, whether they were cleaned up or not', async () => {
  await using world = await createHistoryWorld({ days: 3 });
  const [instanceId, other] = [await world.addInstance(), await world.addInstance()];
  await ran(world, instanceId, 10.5);
  await ran(world, instanceId, 20, { state: 'FAILED' });
  await ran(world, instanceId, 30, { state: 'TIMED_OUT' });
  await ran(world, other, 99);
  const asked = { instanceIds: [instanceId, other, 'mi-nobody'], documentName, dryRun: false };
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
    (await durationsOf(world.db, { instanceIds: [instanceId], documentName, dryRun: false })).get(instanceId),
  ).toEqual(newest);
});

it('takes no dry run for what the change takes, and the other way round', async () => {
  await using world = await createHistoryWorld({ days: 3 });
  const instanceId = await world.addInstance();
  await ran(world, instanceId, 600);
  await ran(world, instanceId, 9, { operation: 'DryRun' });
  const of = async (dryRun: boolean) =>
    (await durationsOf(world.db, { instanceIds: [instanceId], documentName, dryRun })).get(instanceId);
  expect([await of(false), await of(true)]).toEqual([[600], [9]]);
  world.passDays(5);
  await world.clean();
  expect([await of(false), await of(true)]).toEqual([[600], undefined]);
});
