import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { csvOf } from './testing/csv.ts';
import { startReportsWorld } from './testing/reports-world.ts';

it('gives what the runs asked for changed, as their ingested reports say, and of no other run', async () => {
  await using world = await startReportsWorld();
  const runs = [];
  for (const name of ['openssl', 'curl', 'other']) {
    const instanceId = await world.addInstance();
    const ids = { instanceId, invocationId: await world.addInvocation(instanceId) };
    const row = {
      name,
      action: 'UPGRADE',
      old_version: '1',
      new_version: '2',
      architecture: name === 'curl' ? '' : 'amd64',
    };
    await world.upload(csvOf({ kind: 'new-updates', ...ids, rows: [row] }), ids);
    await world.upload(csvOf({ kind: 'updates-before', ...ids, rows: [{ name: 'bash' }] }), ids);
    runs.push(ids);
  }
  await world.ingest();
  const asked = runs.slice(0, 2).map(({ invocationId }) => invocationId);
  const found = await all(world.reports.newUpdatesOf(asked));
  const common = { action: 'UPGRADE', newVersion: '2' };
  expect(found).toEqual([
    { ...common, invocationId: asked[0], name: 'openssl', architecture: 'amd64' },
    { ...common, invocationId: asked[1], name: 'curl', architecture: '' },
  ]);

  await sql`update reports set state = 'QUARANTINED' where invocation_id = ${asked[0]!}::text`.execute(world.db);
  expect(await all(world.reports.newUpdatesOf(asked))).toHaveLength(1);
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
