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
