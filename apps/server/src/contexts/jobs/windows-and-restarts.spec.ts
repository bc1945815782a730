import { describe, expect, it } from 'vitest';
import { addInvocation } from './testing/add-invocation.ts';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;

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
  const plan = async (bed: Awaited<ReturnType<typeof openJobs>>, reboot: object, given?: readonly string[]) => {
    const window = bed.addWindow(['2026-03-03T03:00:00Z', 120], ['2026-03-10T03:00:00Z', 120]);
    const instanceIds = given ?? [await bed.addInstance()];
    const job = { schedule: daily, missed: { kind: 'skip' as const }, reboot: { windowIds: [window.id], ...reboot } };
    const { id } = await bed.create(job);
    const patch = async () => {
      const { workRequestId } = await bed.run(id);
      for (const instanceId of instanceIds)
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

  it('begins where it may, and waits where a freeze holds', async () => {
    await using bed = await openJobs();
    const [free, other] = [await bed.addInstance(), await bed.addInstance()];
    const { restarts } = await plan(bed, {}, [free, other]);
    bed.freeze('year end', [free]);
    bed.setTime('2026-03-03T03:00:01Z');
    await Promise.all([bed.sweep(), bed.sweep()]);
    await bed.sweep();
    expect(await restarts()).toMatchObject([
      { state: 'STARTED' },
      { state: 'PLANNED', dueAt: '2026-03-10T03:00:00.000Z', reason: expect.stringContaining('a freeze held') },
    ]);
    expect(bed.started.at(-1)).toMatchObject({ documentName: 'Rustine-RebootInstance', instanceIds: [free] });
    bed.freeze(null);
    bed.setTime('2026-03-10T03:00:01Z');
    await bed.sweep();
    expect(bed.started.at(-1)).toMatchObject({ documentName: 'Rustine-RebootInstance', instanceIds: [other] });
    expect(await restarts()).toHaveLength(2);
  });

  it('is one at the next opening, however many were held up at this one', async () => {
    await using bed = await openJobs();
    const { patch, restarts } = await plan(bed, { option: 'ALWAYS' });
    bed.freeze('year end');
    bed.setTime('2026-03-03T03:00:01Z');
    await bed.sweep();
    // Its window is open, so it would begin at once.
    await patch();
    await bed.sweep();
    bed.freeze(null);
    bed.setTime('2026-03-10T03:00:01Z');
    await bed.sweep();
    expect((await restarts()).map(({ state }) => state).toSorted()).toEqual(['SKIPPED', 'STARTED']);
    expect(bed.started.filter(({ documentName }) => documentName === 'Rustine-RebootInstance')).toHaveLength(1);
  });

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
