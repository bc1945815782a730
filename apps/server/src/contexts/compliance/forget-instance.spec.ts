import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { withTransaction } from '../../db/with-transaction.ts';
import { startComplianceWorld, update } from './testing/compliance-world.ts';

const request = {
  principal: { accessTokenId: 'tok', name: 'test', role: 'ADMIN', method: 'TOKEN' },
  requestId: '',
  body: undefined,
} as const;

it('a removed instance counts nowhere, also when a report of it arrives afterwards', async () => {
  await using world = await startComplianceWorld();
  const [gone, stays] = [await world.addInstance(), await world.addInstance()];
  for (const id of [gone, stays]) await world.apply(id, 'available-updates', { rows: [update('openssl')] });
  await sql`update managed_instances set retired_at = now() where id = ${gone}`.execute(world.db);
  await withTransaction(world.db, (tx) => world.compliance.forgetInstance(tx, gone));
  world.time.now = new Date('2026-11-21T13:00:00Z');
  await world.apply(gone, 'available-updates', { rows: [update('late'), update('later')] });

  const overview = await world.compliance.handlers.getFleetOverview({ ...request, params: undefined, query: {} });
  expect(overview).toMatchObject({
    instances: 1,
    scanned: 1,
    missingSecurityUpdates: 1,
    updatesAvailable: { SECURITY: 1 },
  });
  const report = await world.compliance.handlers.getComplianceReport({ ...request, params: undefined, query: {} });
  expect(report.instances.map(({ id }) => id)).toEqual([stays]);
  await expect(
    world.compliance.handlers.listAvailableUpdates({ ...request, params: { instanceId: gone }, query: { limit: 10 } }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
