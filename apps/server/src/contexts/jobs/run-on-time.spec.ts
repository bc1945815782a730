import { CodedError } from '@rustine/contract';
import { describe, expect, it } from 'vitest';
import { openJobs } from './testing/open-jobs.ts';

const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-01T22:00', timezone: 'UTC' } as const;
const once = { kind: 'once', at: '2026-03-01T22:00', timezone: 'UTC' } as const;

describe('a scheduled job', () => {
  it('knows when it runs first, and sets a timer for it', async () => {
    await using bed = await openJobs();
    const job = await bed.create({ schedule: daily });
    expect(job).toMatchObject({ state: 'ACTIVE', nextRunAt: '2026-03-01T22:00:00.000Z', skipNext: false, revision: 1 });
    expect(await bed.timers()).toEqual(['job 2026-03-01T22:00:00.000Z']);
  });

  it('makes one work request when its time has come, and goes on to the next time', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    await bed.due(id);
    expect(await bed.executions(id)).toEqual([]);
    bed.setTime('2026-03-01T22:00:00.500Z');
    await bed.due(id);
    const [execution] = await bed.executions(id);
    expect(execution).toMatchObject({ kind: 'SCHEDULED', dueAt: '2026-03-01T22:00:00.000Z', state: 'STARTING' });
    await bed.startExecution(execution!.id);
    expect(await bed.executions(id)).toMatchObject([{ state: 'STARTED', workRequestState: 'ACCEPTED' }]);
    expect(bed.started).toMatchObject([
      {
        documentName: 'Rustine-PatchInstance',
        jobId: id,
        createdBy: 'job nightly',
        parameters: { Operation: ['Install'] },
      },
    ]);
    expect(await bed.job(id)).toMatchObject({
      nextRunAt: '2026-03-02T22:00:00.000Z',
      lastExecution: { state: 'STARTED' },
    });
  });

  it('runs once on two replicas that find it due at the same moment', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    bed.setTime('2026-03-01T22:00:01Z');
    const other = bed.newReplica();
    await Promise.all([bed.due(id), bed.due(id, other), bed.due(id), bed.due(id, other)]);
    const executions = await bed.executions(id);
    expect(executions).toHaveLength(1);
    const starts = [bed.jobs, other, bed.jobs, other].map((replica) => bed.startExecution(executions[0]!.id, replica));
    await Promise.all(starts);
    expect(bed.started).toHaveLength(1);
  });

  it('finds the work request of a start that an earlier release did not note any more', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    bed.setTime('2026-03-01T22:00:01Z');
    await bed.due(id);
    const [execution] = await bed.executions(id);
    const { workRequestId } = await bed.needs.work.startWork({
      createdBy: 'job nightly',
      idempotencyKey: `execution:${execution!.id}`,
      whenMade: async () => {},
    } as never);
    // So late that it could not start any more, had it not done so.
    bed.setTime('2026-03-05T00:00:00Z');
    await bed.sweep();
    expect((await bed.executions(id))[0]).toMatchObject({ state: 'STARTED', workRequestId });
    expect(bed.started).toHaveLength(1);
  });

  it('ends after the one time that it had', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: once });
    bed.setTime('2026-03-01T22:00:01Z');
    await bed.sweep();
    expect(await bed.job(id)).toMatchObject({ state: 'ENDED', nextRunAt: null, lastExecution: { state: 'STARTED' } });
    expect(await bed.timers()).not.toContainEqual(expect.stringMatching(/^job /));
  });

  it('runs at once when it is asked to, once, and keeps its place in the history', async () => {
    await using bed = await openJobs();
    const job = await bed.create({ schedule: { kind: 'now' } });
    expect(job).toMatchObject({ state: 'ENDED', nextRunAt: null, lastExecution: { state: 'STARTED' } });
    await bed.sweep();
    expect(await bed.executions(job.id)).toHaveLength(1);
    expect(bed.started).toMatchObject([{ jobId: job.id }]);
  });

  it('leaves a failed work request with the reason when none can be started', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: once });
    bed.refuse(new CodedError('NOT_FOUND', 'No managed instance matches the targets; nothing was started.'));
    bed.setTime('2026-03-01T22:00:01Z');
    await bed.sweep();
    await bed.sweep();
    // It took no time that could be compared with any forecast.
    expect(await bed.executions(id)).toMatchObject([
      {
        state: 'STARTED',
        workRequestState: 'FAILED',
        reason: expect.stringContaining('No managed instance matches'),
        tookSeconds: null,
      },
    ]);
  });

  it('tries again when the database, and not the job, was at fault', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: once });
    bed.refuse(new Error('the connection is gone') as never);
    bed.setTime('2026-03-01T22:00:01Z');
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'STARTING' }]);
    bed.refuse(null);
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'STARTED' }]);
  });

  it('keeps an execution as it came due, whatever is edited meanwhile', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    bed.setTime('2026-03-01T22:00:01Z');
    await bed.due(id);
    const body = { action: { kind: 'remove-packages', packages: ['telnet'] } };
    await bed.jobs.handlers.updateJob({ ...bed.asked, params: { jobId: id }, body } as never);
    await bed.sweep();
    expect(bed.started).toMatchObject([{ parameters: { Operation: ['Install'] } }]);
    expect(await bed.job(id)).toMatchObject({ revision: 2, action: { kind: 'remove-packages' } });
  });
});

describe('a job whose time passed while no server ran', () => {
  it('runs late within its minutes', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily, missed: { kind: 'run-late', withinMinutes: 90 } });
    bed.setTime('2026-03-01T23:20:00Z');
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'STARTED' }]);
  });

  it('is missed when it does not run late, and says so', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily, missed: { kind: 'skip' } });
    bed.setTime('2026-03-01T22:10:00Z');
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([
      { state: 'MISSED', reason: expect.stringContaining('10 minutes later') },
    ]);
    expect(bed.started).toEqual([]);
    expect(await bed.job(id)).toMatchObject({ nextRunAt: '2026-03-02T22:00:00.000Z' });
  });

  it('runs the newest alone, and tells the others', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily });
    bed.setTime('2026-03-04T22:30:00Z');
    await bed.sweep();
    const states = (await bed.executions(id)).map(({ state }) => state);
    expect(states).toEqual(['MISSED', 'MISSED', 'MISSED', 'STARTED']);
  });

  it('is missed also when it came due in time and all servers died before it started', async () => {
    await using bed = await openJobs();
    const { id } = await bed.create({ schedule: daily, missed: { kind: 'run-late', withinMinutes: 30 } });
    bed.setTime('2026-03-01T22:00:01Z');
    await bed.due(id);
    bed.setTime('2026-03-01T22:45:00Z');
    await bed.sweep();
    expect(await bed.executions(id)).toMatchObject([{ state: 'MISSED' }]);
  });
});
