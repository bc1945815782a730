import { describe, expect, it } from 'vitest';
import { addInvocation } from './testing/add-invocation.ts';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;

describe('what is to come', () => {
  const upcoming = (bed: Awaited<ReturnType<typeof openJobs>>, query: object) =>
    bed.jobs.handlers.listUpcomingExecutions({ ...bed.asked, query: { limit: 200, ...query } } as never);

  it('is told in order of time over all jobs, with what was skipped, frozen and moved', async () => {
    await using bed = await openJobs();
    bed.setTime('2026-03-28T12:00:00Z');
    const window = bed.addWindow(['2026-03-28T21:30:00Z', 60]);
    await bed.addInstance();
    const paris = { kind: 'repeat', every: 'DAY', start: '2026-03-28T02:30', timezone: 'Europe/Paris' } as const;
    await bed.create({ name: 'a', schedule: paris });
    const { id } = await bed.create({ name: 'b', schedule: daily, window: { windowIds: [window.id] } });
    await bed.jobs.handlers.skipNextExecution({ ...bed.asked, params: { jobId: id } } as never);
    bed.freeze('year end');
    const { items, complete } = await upcoming(bed, { until: '2026-03-30T00:00:00Z' });
    expect(complete).toBe(true);
    expect(items).toMatchObject([
      {
        jobName: 'b',
        at: '2026-03-28T22:00:00.000Z',
        skipped: true,
        freezes: ['year end'],
        window: { closesAt: '2026-03-28T22:30:00.000Z' },
      },
      {
        jobName: 'a',
        at: '2026-03-29T01:30:00.000Z',
        moved: { rule: 'GAP', asked: '2026-03-29T02:30:00' },
        windowRequired: false,
      },
      { jobName: 'b', at: '2026-03-29T22:00:00.000Z', skipped: false, window: null, windowRequired: true },
    ]);
  });

  it('names no freeze for a job that only looks', async () => {
    await using bed = await openJobs();
    await bed.addInstance();
    const action = { kind: 'document', documentName: 'Rustine-ScanInstance', parameters: {} } as const;
    await bed.create({ schedule: daily, action });
    bed.freeze('year end');
    expect((await upcoming(bed, {})).items[0]).toMatchObject({ freezes: [] });
  });

  it('has the restarts of the job that was asked for, however many others wait, with what stands in their way', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-03T03:00:00Z', 120]);
    const instanceId = await bed.addInstance();
    const once = { kind: 'once', at: '2027-01-01T00:00', timezone: 'UTC' } as const;
    const ids: string[] = [];
    for (const name of ['a', 'b']) {
      const { id } = await bed.create({ name, schedule: once, reboot: { windowIds: [window.id] } });
      const { workRequestId } = await bed.run(id);
      await addInvocation(bed, { workRequestId: workRequestId!, instanceId, rebootRequired: true });
      await bed.endWork(workRequestId!, 'SUCCEEDED');
      await bed.sweep();
      ids.push(id);
    }
    bed.freeze('year end');
    const until = '2026-04-01T00:00:00Z';
    expect(await upcoming(bed, { jobId: ids[1], limit: 1, until })).toMatchObject({
      complete: true,
      items: [
        {
          jobName: 'b',
          kind: 'REBOOT',
          instances: 1,
          freezes: ['year end'],
          window: { closesAt: '2026-03-03T05:00:00.000Z' },
        },
      ],
    });
    expect(await upcoming(bed, { limit: 1, until })).toMatchObject({ complete: false, items: [{ jobName: 'a' }] });
  });

  it('says when there is more than was asked for', async () => {
    await using bed = await openJobs();
    await bed.create({ schedule: { kind: 'repeat', every: 'HOUR', start: '2026-03-01T00:00', timezone: 'UTC' } });
    const { items, complete } = await upcoming(bed, { limit: 5 });
    expect(items).toHaveLength(5);
    expect(complete).toBe(false);
  });
});
