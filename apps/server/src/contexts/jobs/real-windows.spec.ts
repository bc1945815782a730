import { CreateWindowRequest, ROOT_COMPARTMENT_ID } from '@rustine/contract';
import { quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { createFleet } from '../fleet/index.ts';
import { noNeighbours } from '../fleet/testing/no-neighbours.ts';
import { createWindows, type Windows } from '../windows/index.ts';
import { openJobs } from './testing/open-jobs.ts';

/** Jobs held against real windows. */
async function open() {
  let windows: Windows | undefined;
  const bed = await openJobs({
    windowsOf: (db, clock) => {
      const fleet = createFleet({ db, clock, serverId: 'rustine-test', commandKeys: [], needs: noNeighbours });
      windows = createWindows({
        db,
        clock,
        log: quietLog,
        needs: { fleet, jobs: { jobsThatRequire: async () => [] } },
      });
      return windows;
    },
  });
  const addWindow = async (name: string, cron: string): Promise<string> => {
    const schedule = { kind: 'cron', cron, timezone: 'Europe/Paris' } as const;
    const body = CreateWindowRequest.parse({
      name,
      schedule,
      durationMinutes: 120,
      targets: { compartmentId: ROOT_COMPARTMENT_ID },
    });
    const { id } = await windows!.handlers.createWindow({ ...bed.asked, body } as never);
    return id;
  };
  return { bed, addWindow };
}

it('a job that runs when a window opens and restarts in another one goes through the night', async () => {
  const { bed, addWindow } = await open();
  await using _ = bed;
  const instanceId = await bed.addInstance();
  const install = await addWindow('install', '0 22 * * *');
  const restart = await addWindow('restart', '0 4 * * 0');
  const job = await bed.create({
    schedule: { kind: 'window', windowId: install },
    window: { windowIds: [install] },
    reboot: { windowIds: [restart] },
  });
  expect(job).toMatchObject({ nextRunAt: '2026-03-01T21:00:00.000Z' });

  const upcoming = await bed.jobs.handlers.listUpcomingExecutions({
    ...bed.asked,
    query: { until: '2026-03-02T00:00:00Z', limit: 10 },
  } as never);
  expect(upcoming.items).toMatchObject([
    { local: '2026-03-01T22:00:00', offsetMinutes: 60, window: { closesAt: '2026-03-01T23:00:00.000Z' } },
  ]);

  bed.setTime('2026-03-01T21:00:01Z');
  await bed.sweep();
  expect(bed.started).toMatchObject([
    { window: { windowIds: [install] }, forecast: { windowClosesAt: '2026-03-01T23:00:00.000Z' } },
  ]);
  const workRequestId = (await bed.executions(job.id))[0]!.workRequestId!;
  await sql`
    insert into invocations (id, work_request_id, instance_id, state, timeout_seconds, reboot_required)
    values (${newId('invocation')}::text, ${workRequestId}::text, ${instanceId}::text, 'SUCCEEDED', 60, true)`.execute(
    bed.db,
  );
  bed.passTime(600);
  await bed.endWork(workRequestId, 'SUCCEEDED');
  await bed.sweep();
  expect(await bed.executions(job.id)).toMatchObject([
    { kind: 'SCHEDULED', tookSeconds: expect.any(Number) },
    // Sunday at four in Paris.
    { kind: 'REBOOT', state: 'PLANNED', dueAt: '2026-03-08T03:00:00.000Z' },
  ]);
});
