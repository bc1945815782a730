import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { addInvocation } from './testing/add-invocation.ts';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;

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
    const cancel = (executionId: string, jobId = id) =>
      bed.jobs.handlers.cancelRestart({ ...bed.asked, params: { jobId, executionId } } as never);
    return { id, window, patch, restarts, cancel };
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

  it('never comes once a person canceled it, who is noted', async () => {
    await using bed = await openJobs();
    const { id, restarts, cancel } = await plan(bed, {});
    const [restart] = await restarts();
    const ended = { state: 'SKIPPED', reason: expect.stringContaining('ada canceled the restart') };
    expect(await cancel(restart!.id)).toMatchObject(ended);
    bed.setTime('2026-03-03T03:00:01Z');
    await bed.startExecution(restart!.id);
    await bed.sweep();
    expect(await restarts()).toMatchObject([ended]);
    const { rows } = await sql`
      select actor, details from audit_events where action = 'cancel restart' and target = ${id}::text`.execute(bed.db);
    expect(rows).toMatchObject([
      { actor: 'ada', details: { executionId: restart!.id, dueAt: '2026-03-03T03:00:00.000Z' } },
    ]);
    await expect(cancel(restart!.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('SKIPPED'),
    });
  });

  it('is planned anew by the next execution when one was canceled', async () => {
    await using bed = await openJobs();
    const { patch, restarts, cancel } = await plan(bed, { option: 'ALWAYS' });
    await cancel((await restarts())[0]!.id);
    await patch();
    expect((await restarts()).map(({ state }) => state)).toEqual(['SKIPPED', 'PLANNED']);
  });

  it('is not canceled once it has started, nor is any other execution, nor that of another job', async () => {
    await using bed = await openJobs();
    const { id, restarts, cancel } = await plan(bed, {});
    const [restart] = await restarts();
    const other = await bed.create({ name: 'other', schedule: daily });
    await expect(cancel(restart!.id, other.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [patched] = await bed.executions(id);
    await expect(cancel(patched!.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    bed.setTime('2026-03-03T03:00:01Z');
    await bed.sweep();
    const workRequestId = (await restarts())[0]?.workRequestId;
    await expect(cancel(restart!.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`work-request cancel ${workRequestId}`),
    });
  });

  const works = (bed: Awaited<ReturnType<typeof openJobs>>) =>
    bed.started.filter(({ documentName }) => documentName === 'Rustine-RebootInstance');

  it('makes no work when it is canceled while its work request is being made', async () => {
    await using bed = await openJobs();
    const { restarts, cancel } = await plan(bed, {});
    const [restart] = await restarts();
    bed.setTime('2026-03-03T03:00:01Z');
    bed.whileWorkIsMade(async (noted) => {
      await cancel(restart!.id);
      await noted();
    });
    await bed.startExecution(restart!.id);
    expect(await restarts()).toMatchObject([{ state: 'SKIPPED', workRequestId: null }]);
    expect(works(bed)).toEqual([]);
  });

  it('is not canceled once its start is noted, also before that is to be seen', async () => {
    await using bed = await openJobs();
    const { restarts, cancel } = await plan(bed, {});
    const [restart] = await restarts();
    bed.setTime('2026-03-03T03:00:01Z');
    let canceled: Promise<unknown> | undefined;
    bed.whileWorkIsMade(async (noted) => {
      await noted();
      canceled = cancel(restart!.id).catch((error: unknown) => error);
      await vi.waitUntil(async () => (await bed.sessionsWaitingForLocks()) === 1, { timeout: 20_000 });
    });
    await bed.startExecution(restart!.id);
    expect(await canceled).toMatchObject({ code: 'CONFLICT' });
    expect(await restarts()).toMatchObject([{ state: 'STARTED' }]);
    expect(works(bed)).toHaveLength(1);
  });
});
