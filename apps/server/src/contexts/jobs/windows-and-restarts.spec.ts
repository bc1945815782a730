import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { newId } from '../../ids.ts';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;

async function addInvocation(
  bed: Awaited<ReturnType<typeof openJobs>>,
  { workRequestId, instanceId, rebootRequired }: { workRequestId: string; instanceId: string; rebootRequired: boolean },
): Promise<void> {
  await sql`
    insert into invocations (id, work_request_id, instance_id, state, timeout_seconds, reboot_required)
    values (${newId('invocation')}::text, ${workRequestId}::text, ${instanceId}::text, 'SUCCEEDED', 60,
      ${rebootRequired}::boolean)`.execute(bed.db);
}

describe('a job that runs when a window opens', () => {
  it('is due at each opening, and follows a window that is edited', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T20:00:00Z', 60], ['2026-03-02T20:00:00Z', 60]);
    const { id, nextRunAt } = await bed.create({ schedule: { kind: 'window', windowId: window.id } });
    expect(nextRunAt).toBe('2026-03-01T20:00:00.000Z');
    window.openings = [{ ...window.openings[0]!, opensAt: new Date('2026-03-01T21:00:00Z') }];
    await bed.sweep();
    expect(await bed.job(id)).toMatchObject({ nextRunAt: '2026-03-01T21:00:00.000Z' });
    bed.setTime('2026-03-01T21:00:01Z');
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'STARTED', dueAt: '2026-03-01T21:00:00.000Z' }]);
    expect(await bed.job(id)).toMatchObject({ state: 'ENDED' });
    window.openings = [{ ...window.openings[0]!, opensAt: new Date('2026-03-09T21:00:00Z') }];
    await bed.sweep();
    expect(await bed.job(id)).toMatchObject({ state: 'ACTIVE', nextRunAt: '2026-03-09T21:00:00.000Z' });
  });

  it('still skips the next opening when an edit of the window moves it', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T20:00:00Z', 60]);
    const { id } = await bed.create({ schedule: { kind: 'window', windowId: window.id } });
    await bed.jobs.handlers.skipNextExecution({ ...bed.asked, params: { jobId: id } } as never);
    const [night] = window.openings;
    window.openings = ['2026-03-01T20:30:00Z', '2026-03-02T20:30:00Z'].map((at) => ({
      ...night!,
      opensAt: new Date(at),
    }));
    await bed.sweep();
    expect(await bed.job(id)).toMatchObject({ skipNext: true, nextRunAt: '2026-03-01T20:30:00.000Z' });
    bed.setTime('2026-03-01T20:30:01Z');
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'SKIPPED' }]);
    expect(await bed.job(id)).toMatchObject({ skipNext: false, nextRunAt: '2026-03-02T20:30:00.000Z' });
  });

  it('holds the window that it needs from being deleted', async () => {
    await using bed = await openJobs();
    const [opening, rule, restart, other] = [
      bed.addWindow(['2026-03-01T20:00:00Z', 60]),
      bed.addWindow(),
      bed.addWindow(),
      bed.addWindow(),
    ];
    await bed.create({ name: 'a', schedule: { kind: 'window', windowId: opening.id } });
    await bed.create({ name: 'b', schedule: daily, window: { windowIds: [rule.id] } });
    await bed.create({ name: 'c', schedule: daily, reboot: { windowIds: [restart.id] } });
    const names = (id: string) => bed.jobs.jobsThatRequire(bed.db, id);
    expect(await Promise.all([opening, rule, restart, other].map(({ id }) => names(id)))).toEqual([
      ['a'],
      ['b'],
      ['c'],
      [],
    ]);
  });
});

describe('a restart that has a window of its own', () => {
  it('is an execution of the instances that need it, when that window opens', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-03T03:00:00Z', 120]);
    const [needing, other] = [await bed.addInstance(), await bed.addInstance()];
    const { id } = await bed.create({ schedule: daily, reboot: { windowIds: [window.id], atEnd: 'CANCEL' } });
    const { workRequestId } = await bed.run(id);
    expect(bed.started[0]).toMatchObject({ parameters: { RebootOption: ['Never'] } });
    await addInvocation(bed, { workRequestId: workRequestId!, instanceId: needing, rebootRequired: true });
    await addInvocation(bed, { workRequestId: workRequestId!, instanceId: other, rebootRequired: false });
    bed.passTime(300);
    await bed.endWork(workRequestId!, 'SUCCEEDED');
    await bed.sweep();
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([
      { kind: 'RUN_NOW', workRequestState: 'SUCCEEDED', tookSeconds: 300 },
      { kind: 'REBOOT', state: 'PLANNED', dueAt: '2026-03-03T03:00:00.000Z' },
    ]);
    bed.setTime('2026-03-03T03:00:01Z');
    await bed.sweep();
    expect(bed.started.find(({ documentName }) => documentName === 'Rustine-RebootInstance')).toMatchObject({
      instanceIds: [needing],
      window: { windowIds: [window.id], atEnd: 'CANCEL' },
      parameters: { RebootOption: ['IfNeeded'] },
    });
  });

  it('comes once for all executions that it follows', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-03T03:00:00Z', 120]);
    const [one, both] = [await bed.addInstance(), await bed.addInstance()];
    const { id } = await bed.create({ schedule: daily, reboot: { windowIds: [window.id], option: 'ALWAYS' } });
    for (const instanceIds of [[both], [one, both], [both]]) {
      const { workRequestId } = await bed.run(id);
      for (const instanceId of instanceIds)
        await addInvocation(bed, { workRequestId: workRequestId!, instanceId, rebootRequired: true });
      await bed.endWork(workRequestId!, 'SUCCEEDED');
      await bed.sweep();
    }
    bed.setTime('2026-03-03T03:00:01Z');
    await bed.sweep();
    const restarts = bed.started.filter(({ documentName }) => documentName === 'Rustine-RebootInstance');
    expect(restarts.map(({ instanceIds }) => instanceIds)).toEqual([[both], [one]]);
  });

  it('comes at once when its window is open by then', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-01T11:00:00Z', 180], ['2026-03-08T11:00:00Z', 180]);
    const instanceId = await bed.addInstance();
    const { id } = await bed.create({ schedule: daily, reboot: { windowIds: [window.id] } });
    const { workRequestId } = await bed.run(id);
    await addInvocation(bed, { workRequestId: workRequestId!, instanceId, rebootRequired: true });
    await bed.endWork(workRequestId!, 'SUCCEEDED');
    await bed.sweep();
    await bed.sweep();
    expect((await bed.executions(id)).at(-1)).toMatchObject({
      kind: 'REBOOT',
      state: 'STARTED',
      dueAt: bed.clock().toISOString(),
    });
  });

  it('is left to a person when the job was deleted while the change was made', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow(['2026-03-03T03:00:00Z', 120]);
    const instanceId = await bed.addInstance();
    const { id } = await bed.create({ schedule: daily, reboot: { windowIds: [window.id] } });
    const { workRequestId } = await bed.run(id);
    await addInvocation(bed, { workRequestId: workRequestId!, instanceId, rebootRequired: true });
    await bed.endWork(workRequestId!, 'IN_PROGRESS');
    await bed.jobs.handlers.deleteJob({ ...bed.asked, params: { jobId: id } } as never);
    await bed.endWork(workRequestId!, 'SUCCEEDED');
    await bed.sweep();
    expect((await bed.executions(id)).at(-1)).toMatchObject({
      kind: 'REBOOT',
      state: 'SKIPPED',
      reason: 'The job was deleted: restart the instance by hand.',
    });
  });

  it('says so when no window for it ever opens', async () => {
    await using bed = await openJobs();
    const window = bed.addWindow();
    const instanceId = await bed.addInstance();
    const { id } = await bed.create({ schedule: daily, reboot: { windowIds: [window.id], option: 'ALWAYS' } });
    const { workRequestId } = await bed.run(id);
    await addInvocation(bed, { workRequestId: workRequestId!, instanceId, rebootRequired: false });
    await bed.endWork(workRequestId!, 'SUCCEEDED');
    await bed.sweep();
    expect((await bed.executions(id)).at(-1)).toMatchObject({
      kind: 'REBOOT',
      state: 'SKIPPED',
      reason: 'No window for restarts ever opens: restart the instance by hand.',
    });
  });
});

describe('a restart that is planned', () => {
  const plan = async (bed: Awaited<ReturnType<typeof openJobs>>, reboot: object) => {
    const window = bed.addWindow(['2026-03-03T03:00:00Z', 120], ['2026-03-10T03:00:00Z', 120]);
    const instanceId = await bed.addInstance();
    const job = { schedule: daily, missed: { kind: 'skip' as const }, reboot: { windowIds: [window.id], ...reboot } };
    const { id } = await bed.create(job);
    const patch = async () => {
      const { workRequestId } = await bed.run(id);
      await addInvocation(bed, { workRequestId: workRequestId!, instanceId, rebootRequired: true });
      await bed.endWork(workRequestId!, 'SUCCEEDED');
      await bed.sweep();
    };
    await patch();
    await bed.jobs.handlers.pauseJob({ ...bed.asked, params: { jobId: id } } as never);
    const restarts = async () => (await bed.executions(id)).filter(({ kind }) => kind === 'REBOOT');
    return { window, patch, restarts };
  };

  it('begins late while its window is open, whatever the job does when it is missed', async () => {
    await using bed = await openJobs();
    const { restarts } = await plan(bed, {});
    bed.setTime('2026-03-03T04:30:00Z');
    await bed.sweep();
    expect(await restarts()).toMatchObject([{ state: 'STARTED' }]);
  });

  it.each(['no server ran while its window was open', 'its window was moved', 'a freeze holds'])(
    'waits for the next opening when %s',
    async (what) => {
      await using bed = await openJobs();
      const { window, restarts } = await plan(bed, {});
      if (what.endsWith('moved')) window.openings = window.openings.slice(1);
      if (what.startsWith('a freeze')) bed.freeze('year end');
      bed.setTime(what.startsWith('no server') ? '2026-03-03T06:00:00Z' : '2026-03-03T03:00:01Z');
      await bed.sweep();
      const reason = what.startsWith('a freeze') ? 'a freeze held' : 'no window of its instances was open';
      expect(await restarts()).toMatchObject([
        { state: 'PLANNED', dueAt: '2026-03-10T03:00:00.000Z', reason: expect.stringContaining(reason) },
      ]);
    },
  );

  it('is given up when its window never opens again', async () => {
    await using bed = await openJobs();
    const { window, restarts } = await plan(bed, {});
    window.openings = [];
    bed.setTime('2026-03-03T03:00:01Z');
    await bed.sweep();
    expect(await restarts()).toMatchObject([{ state: 'SKIPPED', reason: expect.stringContaining('by hand') }]);
  });

  it('is one, however many executions came before its window', async () => {
    await using bed = await openJobs();
    const { patch, restarts } = await plan(bed, { option: 'ALWAYS' });
    await patch();
    expect(await restarts()).toHaveLength(1);
  });
});

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
