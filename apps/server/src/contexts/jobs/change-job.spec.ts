import { UpdateJobRequest } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;
const first = '2026-03-01T22:00:00.000Z';
const second = '2026-03-02T22:00:00.000Z';

type Bed = Awaited<ReturnType<typeof openJobs>>;
type Verb = 'skipNextExecution' | 'unskipNextExecution' | 'pauseJob' | 'resumeJob' | 'deleteJob';
const ask = (bed: Bed, verb: Verb, jobId: string) =>
  bed.jobs.handlers[verb]({ ...bed.asked, params: { jobId } } as never);
const edit = (bed: Bed, jobId: string, body: object) =>
  bed.jobs.handlers.updateJob({ ...bed.asked, params: { jobId }, body } as never);

describe('skipping', () => {
  it('lets the next time pass, and that one only', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    expect(await ask(bed, 'skipNextExecution', id)).toMatchObject({ skipNext: true, nextRunAt: first });
    bed.setTime(first);
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'SKIPPED', reason: 'A person had it skipped.' }]);
    expect(await bed.job(id)).toMatchObject({ skipNext: false, nextRunAt: second });
    bed.setTime(second);
    await bed.sweep();
    expect((await bed.executions(id)).at(-1)).toMatchObject({ state: 'STARTED' });
  });

  it('can be taken back', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await ask(bed, 'skipNextExecution', id);
    expect(await ask(bed, 'unskipNextExecution', id)).toMatchObject({ skipNext: false });
    bed.setTime(first);
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'STARTED' }]);
  });

  it('is for jobs that repeat', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: { kind: 'once', at: '2026-03-01T22:00', timezone: 'UTC' } });
    await expect(ask(bed, 'skipNextExecution', id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('pausing', () => {
  it('has nothing run, and makes up for nothing when the job is resumed', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    expect(await ask(bed, 'pauseJob', id)).toMatchObject({ state: 'PAUSED', nextRunAt: null });
    expect(await bed.timers()).toEqual([]);
    bed.setTime('2026-03-02T23:00:00Z');
    await bed.sweep();
    await bed.due(id);
    expect(await bed.executions(id)).toEqual([]);
    expect(await ask(bed, 'resumeJob', id)).toMatchObject({ state: 'ACTIVE', nextRunAt: '2026-03-03T22:00:00.000Z' });
  });

  it('says so of what was due at that moment', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    bed.setTime('2026-03-01T22:00:20Z');
    await ask(bed, 'pauseJob', id);
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([
      { dueAt: first, state: 'SKIPPED', reason: 'ada paused the job before it started.' },
    ]);
  });

  it('still lets a person run it', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await ask(bed, 'pauseJob', id);
    expect(await bed.run(id)).toMatchObject({ kind: 'RUN_NOW', state: 'STARTED', startedBy: 'ada' });
  });
});

describe('running now', () => {
  it('leaves the times to come as they are', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await bed.run(id);
    expect(await bed.job(id)).toMatchObject({ nextRunAt: first });
  });

  it('happens once when the same ask comes twice', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    const [a, b] = await Promise.all([bed.run(id, { idempotencyKey: 'k' }), bed.run(id, { idempotencyKey: 'k' })]);
    expect(a.id).toBe(b.id);
    expect(bed.started).toHaveLength(1);
  });

  it('is an ask of one job: the same key runs another one too', async () => {
    await using bed = await openJobs();
    const [a, b] = [await bed.create({ name: 'a', schedule: daily }), await bed.create({ name: 'b', schedule: daily })];
    await bed.run(a.id, { idempotencyKey: 'k' });
    expect(await bed.run(b.id, { idempotencyKey: 'k' })).toMatchObject({ jobId: b.id });
    expect(bed.started).toHaveLength(2);
  });

  it('carries the reasons for which a freeze and a window are passed over, and audits them', async () => {
    await using bed = await openJobs();
    const { id: windowId } = bed.addWindow();
    const { id } = await bed.create({ schedule: daily, window: { windowIds: [windowId], atEnd: 'FINISH' } });
    await bed.run(id, {
      overrideFreeze: { reason: 'a hole that is being used' },
      ignoreWindow: { reason: 'the same' },
    });
    expect(bed.started).toMatchObject([
      { overrideFreeze: { reason: 'a hole that is being used', by: 'ada' }, window: undefined },
    ]);
    const { rows } = await bed.database.pool.query(`select details from audit_events where action = 'run job'`);
    expect(rows).toMatchObject([{ details: { freeze: 'a hole that is being used', window: 'the same' } }]);
  });
});

describe('editing', () => {
  it('moves the next time with the schedule', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    const schedule = { ...daily, start: '2026-03-01T23:30' };
    expect(await edit(bed, id, { schedule })).toMatchObject({ nextRunAt: '2026-03-01T23:30:00.000Z', revision: 2 });
    expect(await bed.timers()).toEqual(['job 2026-03-01T23:30:00.000Z']);
  });

  it('leaves a skip and an ended job as they are when it gives the same schedule again', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await ask(bed, 'skipNextExecution', id);
    const { schedule } = await bed.job(id);
    expect(await edit(bed, id, { schedule, description: 'all of it' })).toMatchObject({ skipNext: true });
    const atOnce = await bed.create({ name: 'at once', schedule: { kind: 'now' } });
    const edited = await edit(bed, atOnce.id, { schedule: { kind: 'now' }, description: 'once more' });
    expect(edited).toMatchObject({ state: 'ENDED', description: 'once more' });
  });

  it('changes nothing about an execution that is due and not made yet', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    bed.setTime('2026-03-01T22:00:20Z');
    const edited = await edit(bed, id, { schedule: { ...daily, start: '2026-03-01T23:00' }, maxErrors: '7' });
    expect(edited).toMatchObject({ nextRunAt: '2026-03-01T23:00:00.000Z' });
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ dueAt: first, state: 'STARTED' }]);
    expect(bed.started).toMatchObject([{ maxErrors: '0' }]);
  });

  it('is refused when somebody else edited it since', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await edit(bed, id, { maxErrors: '3', revision: 1 });
    await expect(edit(bed, id, { maxErrors: '4', revision: 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await bed.job(id)).toMatchObject({ maxErrors: '3' });
  });

  it('takes no name that another job has', async () => {
    await using bed = await openJobs();
    await bed.create({ schedule: daily, name: 'first' });
    const { id } = await bed.create({ schedule: daily });
    const taken = { code: 'CONFLICT', details: [{ place: 'body.name' }] };
    await expect(edit(bed, id, { name: 'first' })).rejects.toMatchObject(taken);
  });

  it('takes a description away by an empty one', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily, description: 'for now' });
    expect(await edit(bed, id, UpdateJobRequest.parse({ description: '' }))).toMatchObject({ description: '' });
  });

  it('keeps a paused job paused', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await ask(bed, 'pauseJob', id);
    expect(await edit(bed, id, { schedule: daily })).toMatchObject({ state: 'PAUSED', nextRunAt: null });
  });
});

describe('deleting', () => {
  it('cancels what has not started, lets go on what has, and keeps the history', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    const untouched = await bed.run(id);
    const running = await bed.run(id);
    await bed.endWork(running.workRequestId!, 'IN_PROGRESS');
    bed.setTime(first);
    await bed.due(id);
    await ask(bed, 'deleteJob', id);
    await expect(bed.job(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const states = (await bed.executions(id)).map(({ state, workRequestState }) => `${state} ${workRequestState}`);
    expect(states).toEqual(['STARTED CANCELED', 'STARTED IN_PROGRESS', 'SKIPPED null']);
    expect(untouched.id).not.toBe(running.id);
    await bed.sweep();
    expect(bed.started).toHaveLength(2);
  });

  it('says so of what was due at that moment', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    bed.setTime('2026-03-01T22:00:20Z');
    await ask(bed, 'deleteJob', id);
    expect(await bed.executions(id)).toMatchObject([
      { dueAt: first, state: 'SKIPPED', reason: 'ada deleted the job before it started.' },
    ]);
  });

  it('leaves no work request of an execution that is just about to start', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    const { work } = bed.needs;
    const startWork = work.startWork.bind(work);
    work.startWork = async (wanted) => {
      await ask(bed, 'deleteJob', id);
      return startWork(wanted);
    };
    bed.setTime(first);
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'SKIPPED', workRequestId: null }]);
    const { rows } = await bed.database.pool.query('select from work_requests');
    expect(rows).toEqual([]);
  });

  it('frees the name', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await expect(bed.create({ schedule: daily })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: [{ place: 'body.name' }],
    });
    await ask(bed, 'deleteJob', id);
    expect(await bed.create({ schedule: daily })).toMatchObject({ name: 'nightly' });
  });
});

describe('a job that cannot be', () => {
  it.each([
    [{ schedule: { kind: 'once', at: '2020-01-01T00:00', timezone: 'UTC' } }, 'body.schedule'],
    [{ schedule: { ...daily, timezone: 'Mars/Olympus' } }, 'body.schedule.timezone'],
    [
      {
        schedule: daily,
        action: { kind: 'document', documentName: 'Doc', parameters: {} },
        reboot: { option: 'ALWAYS' },
      },
      'body.reboot',
    ],
  ])('is refused with the place: %o', async (spec, place) => {
    await using bed = await openJobs();
    await expect(bed.create(spec as never)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ place }],
    });
  });

  it('is refused when its document is not there', async () => {
    await using bed = await openJobs();
    const action = { kind: 'document', documentName: 'Gone', parameters: {} } as const;
    await expect(bed.create({ schedule: daily, action })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ place: 'body.action.documentName' }],
    });
  });
});
