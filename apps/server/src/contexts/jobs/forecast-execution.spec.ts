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

  it('is of the execution after one that is skipped', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    const asked = { ...bed.asked, params: { jobId: id } } as never;
    await bed.jobs.handlers.skipNextExecution(asked);
    expect(await bed.jobs.handlers.forecastJob(asked)).toMatchObject({ startsAt: '2026-03-02T22:00:00.000Z' });
    await bed.jobs.handlers.unskipNextExecution(asked);
    expect(await bed.jobs.handlers.forecastJob(asked)).toMatchObject({ startsAt: '2026-03-01T22:00:00.000Z' });
  });

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

  const twoWaves = (bakes: readonly [number, number]) => ({
    sameVersions: true,
    decideHours: 72,
    waves: [
      { name: 'one', members: { kind: 'count', count: 1 }, successPercent: 100, bakeMinutes: bakes[0] },
      { name: 'rest', members: { kind: 'rest' }, successPercent: 100, bakeMinutes: bakes[1] },
    ],
  });

  it('counts the bake of the last wave, after which alone the work request ends, though not as time in the window', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T21:59:00Z', 31]);
    for (const id of [await bed.addInstance(), await bed.addInstance()]) bed.durations.set(id, [60]);
    const waves = twoWaves([10, 40]);
    expect(await forecastOf(bed, { waves, window: { windowIds: [window.id] } })).toMatchObject({
      p50Seconds: 60 + 600 + 60 + 2400,
      verdict: 'FITS',
    });
  });

  it('holds each instance to its own window', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T21:59:00Z', 11]);
    const [soon, late] = [await bed.addInstance(), await bed.addInstance()].toSorted();
    bed.durations.set(soon!, [60]).set(late!, [600]);
    const until = new Date('2026-03-01T23:00:00Z');
    bed.places.set(late!, { kind: 'OPEN', startUntil: until, closesAt: until });
    const job = { maxConcurrency: '1', window: { windowIds: [window.id] } };
    expect(await forecastOf(bed, job)).toMatchObject({ p50Seconds: 660, verdict: 'FITS' });
  });

  it('asks for runs without restarts when the job restarts nothing', async () => {
    await using bed = await openJobs();
    await bed.addInstance();
    const reboot = async (option: string, name: string) => {
      await forecastOf(bed, { name, reboot: { option } });
      return bed.durationsAsked.at(-1);
    };
    expect(await reboot('NEVER', 'a')).toMatchObject({ withoutReboots: true });
    expect(await reboot('IF_NEEDED', 'b')).toMatchObject({ withoutReboots: false });
  });

  it('of a run that passes over its windows is held to none, and counts every instance', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T11:00:00Z', 120]);
    const [one, other] = [await bed.addInstance(), await bed.addInstance()];
    bed.durations.set(one, [60]).set(other, [600]);
    bed.places.set(other, { kind: 'CLOSED' });
    const { id } = await bed.create({ schedule: daily, window: { windowIds: [window.id] } });
    await bed.run(id, { ignoreWindow: { reason: 'CVE-2026-1234' } });
    expect((await bed.executions(id))[0]).toMatchObject({
      forecast: { verdict: 'NO_WINDOW', p50Seconds: 600, windowClosesAt: null },
    });
  });

  it('counts no time for what a freeze or a closed window keeps from starting, and says how many those are', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T21:59:00Z', 61]);
    const [one, other] = [await bed.addInstance(), await bed.addInstance()];
    bed.durations.set(one, [60]).set(other, [600]);
    bed.places.set(other, { kind: 'CLOSED' });
    const job = { window: { windowIds: [window.id] } };
    expect(await forecastOf(bed, { name: 'a', ...job })).toMatchObject({
      verdict: 'FITS',
      p50Seconds: 60,
      instances: 2,
      withHistory: 2,
      skipped: { closed: 1, frozen: 0 },
    });
    bed.freeze('xmas');
    expect(await forecastOf(bed, { name: 'b', ...job })).toMatchObject({
      verdict: 'SKIPPED',
      p50Seconds: 600,
      windowClosesAt: null,
      skipped: { closed: 0, frozen: 2 },
    });
    const scan = { kind: 'document', documentName: 'Rustine-ScanInstance', parameters: {} };
    expect(await forecastOf(bed, { name: 'c', ...job, action: scan })).toMatchObject({ verdict: 'FITS' });
  });

  it('says plainly that nobody is among the targets, or that no window is open', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-02T21:59:00Z', 11]);
    const job = { window: { windowIds: [window.id] } };
    expect(await forecastOf(bed, { name: 'a', ...job })).toMatchObject({ verdict: 'NO_TARGETS', instances: 0 });
    await bed.addInstance();
    expect(await forecastOf(bed, { name: 'b', ...job })).toMatchObject({ verdict: 'SKIPPED', instances: 1 });
    expect(await forecastOf(bed, { name: 'c' })).toMatchObject({ verdict: 'NO_WINDOW', instances: 1 });
  });

  const checked = { documentName: 'Check', parameters: {} };

  it('counts the health checks after the waves by their own past, and says when there is none', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T21:59:00Z', 11]);
    const ids = [await bed.addInstance(), await bed.addInstance()];
    for (const id of ids) bed.durations.set(id, [60]);
    const { waves, ...plan } = twoWaves([0, 0]);
    const job = {
      waves: { ...plan, waves: waves.map((wave) => ({ ...wave, healthCheck: checked })) },
      window: { windowIds: [window.id] },
    };
    expect(await forecastOf(bed, { name: 'a', ...job })).toMatchObject({
      verdict: 'UNKNOWN',
      p50Seconds: 120,
      leftOut: ['HEALTH_CHECKS'],
    });
    // Another one was checked already.
    bed.checkDurations.set(ids[1]!, [9]);
    expect(await forecastOf(bed, { name: 'b', ...job })).toMatchObject({
      verdict: 'FITS',
      p50Seconds: 138,
      leftOut: [],
    });
    expect(bed.durationsAsked.at(-1)).toMatchObject({ documentName: 'Check' });
  });

  it('counts that machines that are off are woken and put back, only where the job wakes them', async () => {
    await using bed = await openJobs();
    const [off, on] = [await bed.addInstance(), await bed.addInstance()];
    bed.durations.set(off, [60]).set(on, [60]);
    bed.sleepers.set(off, { wake: [90], putBack: [] });
    const job = { maxConcurrency: '1', power: 'WAKE' };
    expect(await forecastOf(bed, { name: 'a', ...job })).toMatchObject({ p50Seconds: 210, leftOut: ['PUTTING_BACK'] });
    bed.sleepers.set(off, { wake: [90], putBack: [20] });
    expect(await forecastOf(bed, { name: 'b', ...job })).toMatchObject({ p50Seconds: 230, leftOut: [] });
    expect(await forecastOf(bed, { name: 'c', ...job, power: 'LEAVE' })).toMatchObject({
      p50Seconds: 120,
      leftOut: [],
    });
  });
});
