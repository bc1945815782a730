import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { withoutGone } from './remaining-targets.ts';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;

type Bed = Awaited<ReturnType<typeof openJobs>>;

async function remove(bed: Bed, instanceId: string): Promise<void> {
  await sql`delete from managed_instances where id = ${instanceId}::text`.execute(bed.db);
}

async function jobOf(bed: Bed, instances: number): Promise<{ id: string; instanceIds: string[] }> {
  const instanceIds: string[] = [];
  for (let index = 0; index < instances; index += 1) instanceIds.push(await bed.addInstance());
  const { id } = await bed.create({ schedule: daily, targets: { instanceIds } });
  return { id, instanceIds };
}

describe('a job that names an instance which was removed since', () => {
  it('runs on the others, and says whom it left out', async () => {
    await using bed = await openJobs();
    const { id, instanceIds } = await jobOf(bed, 2);
    const [gone = '', stays = ''] = instanceIds;
    await remove(bed, gone);
    const { items } = await bed.jobs.handlers.listUpcomingExecutions({ ...bed.asked, query: { limit: 1 } } as never);
    expect(items).toMatchObject([{ instances: 1 }]);
    const forecast = await bed.jobs.handlers.forecastJob({ ...bed.asked, params: { jobId: id } } as never);
    expect(forecast).toMatchObject({ instances: 1 });
    expect(await bed.run(id)).toMatchObject({
      state: 'STARTED',
      reason: `Left out, because they were removed: ${gone}.`,
    });
    expect(bed.started).toMatchObject([{ targets: { instanceIds: [stays] } }]);
  });

  it('can be edited, unless the edit names it anew', async () => {
    await using bed = await openJobs();
    const { id, instanceIds } = await jobOf(bed, 2);
    await remove(bed, instanceIds[0]!);
    const edit = (body: object) => bed.jobs.handlers.updateJob({ ...bed.asked, params: { jobId: id }, body } as never);
    expect(await edit({ maxErrors: '2', targets: { instanceIds } })).toMatchObject({ maxErrors: '2' });
    const named = { instanceIds: [...instanceIds, newId('instance')] };
    await expect(edit({ targets: named })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('still names it when there is no other, so that the work request fails by its name', async () => {
    await using bed = await openJobs();
    const { id, instanceIds } = await jobOf(bed, 1);
    await remove(bed, instanceIds[0]!);
    await bed.run(id);
    expect(bed.started).toMatchObject([{ targets: { instanceIds } }]);
  });
});

describe('a restart that waited for its window', () => {
  it('leaves out who was removed meanwhile, and names five of them', async () => {
    const fleet = { findInstances: async () => [{ id: 'mi-1' }] as never };
    const restart = { instanceIds: ['mi-1', 'mi-2', 'mi-3', 'mi-4', 'mi-5', 'mi-6', 'mi-7'] };
    const { wanted, remark } = await withoutGone(fleet, restart as never);
    expect(wanted.instanceIds).toEqual(['mi-1']);
    expect(remark).toBe('Left out, because they were removed: mi-2, mi-3, mi-4, mi-5, mi-6 and 1 more.');
  });
});
