import { instanceStatuses } from '@rustine/contract';
import { instanceStatus } from '@rustine/domain';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { addInstance, addInvocation } from '../../testing/fleet-rows.ts';
import { openFleet } from './testing/open-fleet.ts';

const now = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number | null) => (seconds === null ? null : new Date(now.getTime() - seconds * 1000));

it('the filter by status and the status that is shown are the same, whatever is known of an instance', async () => {
  const house = await openFleet({ clock: () => now });
  const { db } = house.database;
  const id = await addInstance(db);
  const invocationId = await addInvocation(db, id);
  const age = fc.option(fc.constantFrom(0, 60, 299, 300, 301, 3599, 3600, 3601, 9000), { nil: null });
  await fc.assert(
    fc.asyncProperty(age, age, fc.boolean(), async (seen, stopped, rebooting) => {
      await sql`
        update managed_instances set last_check_in_at = ${ago(seen)}::timestamptz, stopped_at = ${ago(stopped)}::timestamptz
        where id = ${id}::text`.execute(db);
      await sql`
        update invocations set state = ${rebooting ? 'REBOOTING' : 'RUNNING'}::text where id = ${invocationId}::text`.execute(
        db,
      );
      const expected = instanceStatus({ lastSeenAt: ago(seen), rebooting, stoppedAt: ago(stopped) }, now);
      const found = [];
      for (const status of instanceStatuses) {
        const { items } = await house.ask('listInstances', { query: { limit: 10, status } });
        found.push(...items.map((item) => [status, item.status]));
      }
      expect(found).toEqual([[expected, expected]]);
    }),
    { numRuns: 60 },
  );
  await house.database.drop();
});
