import { createLakeReader, countRows } from '@rustine/lake';
import { quietLog } from '@rustine/testkit';
import { expect, it, vi } from 'vitest';
import { startQueue } from '../../queue/start-queue.ts';
import { csvOf } from '../reports/testing/csv.ts';
import { startReportsWorld } from '../reports/testing/reports-world.ts';
import { createCompliance, type Compliance } from './index.ts';

it('an upload alone makes the queue ingest it, and the figures of the instance appear', async () => {
  const contexts: { compliance?: Compliance } = {};
  await using world = await startReportsWorld({
    compliance: (db) => {
      const nobody = async (): Promise<never> =>
        Promise.reject(new Error('no work is started for updates with advisories'));
      contexts.compliance = createCompliance({
        db,
        clock: () => new Date(),
        log: quietLog,
        needs: { work: { startWork: nobody }, fleet: { scopeIds: async () => 'ALL', statusOf: () => 'ONLINE' } },
      });
      return contexts.compliance;
    },
  });
  const compliance = contexts.compliance!;
  const tasks = { ...world.reports.tasks, ...compliance.tasks };
  const queue = await startQueue({ address: world.database.address, tasks, replicaId: 'r', log: quietLog });
  try {
    const instanceId = await world.addInstance();
    const invocationId = await world.addInvocation(instanceId);
    const ids = { instanceId, invocationId };
    const missing = { update_type: 'SECURITY', advisory: 'A-1', cves: 'CVE-2026-1111 CVE-2026-2222' };
    const updates = [
      { name: 'openssl', ...missing },
      { name: 'libssl3', ...missing },
      { name: 'nano', update_type: 'BUGFIX' },
    ];
    await world.upload(csvOf({ kind: 'available-updates', ...ids, rows: updates }), ids);
    await world.upload(
      csvOf({ kind: 'software-inventory', ...ids, rows: [{ name: 'openssl' }, { name: 'nano' }] }),
      ids,
    );
    await vi.waitFor(
      async () => {
        expect((await compliance.figuresOf(world.db, [instanceId])).get(instanceId)).toEqual({
          lastScanAt: new Date('2026-11-21T08:00:00Z'),
          updatesAvailable: 3,
          securityUpdates: 2,
          cves: 2,
          cveState: 'RESOLVED',
          installedPackages: 2,
        });
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(world.settled).toContain(invocationId);
  } finally {
    await queue.stop();
  }
  const reader = await createLakeReader({ lakeRoot: `${world.root}/lake` });
  expect(await reader.run(countRows('available-updates'), {})).toEqual([{ rows: 3, reports: 1 }]);
  reader.close();
});
