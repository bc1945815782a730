import { describe, expect, it } from 'vitest';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;

describe('a forecast', () => {
  it('comes from the durations of earlier runs and is kept with the execution', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T21:59:00Z', 11]);
    const ids = [await bed.addInstance(), await bed.addInstance()];
    for (const id of ids) bed.durations.set(id, [300]);
    const { id } = await bed.create({ schedule: daily, maxConcurrency: '1', window: { windowIds: [window.id] } });
    expect(await bed.jobs.handlers.forecastJob({ ...bed.asked, params: { jobId: id } } as never)).toMatchObject({
      verdict: 'FITS',
      p50Seconds: 600,
      instances: 2,
      withHistory: 2,
      windowClosesAt: '2026-03-01T22:10:00.000Z',
    });
    bed.setTime('2026-03-01T22:00:01Z');
    await bed.sweep();
    expect((await bed.executions(id))[0]).toMatchObject({ forecast: { verdict: 'UNLIKELY', p90Seconds: 600 } });
    expect(bed.started[0]).toMatchObject({ forecast: { verdict: 'UNLIKELY' } });
  });

  const forecastOf = async (bed: Awaited<ReturnType<typeof openJobs>>, job: object) => {
    const { id } = await bed.create({ schedule: daily, ...job });
    return await bed.jobs.handlers.forecastJob({ ...bed.asked, params: { jobId: id } } as never);
  };

  it('counts percent of each wave, as the turns are given', async () => {
    await using bed = await openJobs();
    for (let count = 0; count < 20; count += 1) bed.durations.set(await bed.addInstance(), [60]);
    const shared = { successPercent: 100, bakeMinutes: 0 };
    const waves = {
      sameVersions: true,
      decideHours: 72,
      waves: [
        { name: 'half', members: { kind: 'count', count: 10 }, ...shared },
        { name: 'rest', members: { kind: 'rest' }, ...shared },
      ],
    };
    expect(await forecastOf(bed, { maxConcurrency: '20%', waves })).toMatchObject({ p50Seconds: 600 });
  });

  it('does not call it fitting when some would only come after the cut-off', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T21:59:00Z', 31, 25]);
    for (const id of [await bed.addInstance(), await bed.addInstance()]) bed.durations.set(id, [400]);
    expect(await forecastOf(bed, { maxConcurrency: '1', window: { windowIds: [window.id] } })).toMatchObject({
      verdict: 'UNLIKELY',
      p90Seconds: 800,
      windowCutoffAt: '2026-03-01T22:05:00.000Z',
      windowClosesAt: '2026-03-01T22:30:00.000Z',
    });
  });
});
