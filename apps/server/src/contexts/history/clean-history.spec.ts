import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { canary, planOf } from '../work/testing/run-in-waves.ts';
import { scanDocument } from '../work/testing/test-bed.ts';
import { createHistoryWorld } from './testing/history-world.ts';

describe('what was cleaned up', () => {
  it('is shown as before, marked, with its invocations, their steps and its log', async () => {
    await using world = await createHistoryWorld();
    const { workRequestId, invocationId, runs } = await world.finished(3);
    const before = {
      work: await world.show(workRequestId),
      run: await world.invocationOf(invocationId),
      lines: await world.lines(workRequestId),
      page: await world.invocations({ workRequestId }),
    };
    world.passDays(15);
    await world.clean();

    for (const table of ['work_requests', 'invocations', 'invocation_steps', 'work_log', 'history_batch_members']) {
      expect([table, await world.count(table)]).toEqual([table, 0]);
    }
    expect(await world.show(workRequestId)).toEqual({ ...before.work, archived: true });
    expect(await world.invocationOf(invocationId)).toEqual(before.run);
    expect(before.run.steps[0]?.stdout.head).toBe('hello\n');
    expect(before.lines.items.length).toBeGreaterThan(0);
    expect(await world.lines(workRequestId)).toEqual(before.lines);
    expect(await world.invocations({ workRequestId })).toEqual(before.page);
    expect(before.page.items).toHaveLength(runs.length);
  });

  it('is listed only when it is asked for, and found by document, text, instance, state and time', async () => {
    await using world = await createHistoryWorld();
    const old = await world.finished();
    const since = new Date(world.clock().getTime() + 1000).toISOString();
    world.passDays(10);
    const young = await world.finished();
    await sql`update managed_instances set display_name = 'Web-1' where id = ${old.instanceId}::text`.execute(world.db);
    world.passDays(6);
    await world.clean();

    const ids = async (query: object) => (await world.list(query)).items.map(({ id, archived }) => [id, archived]);
    const [oldOne, youngOne] = [[old.workRequestId, true] as const, [young.workRequestId, false] as const];
    expect(await ids({ archived: false })).toEqual([youngOne]);
    expect(await ids({})).toEqual([youngOne, oldOne]);
    expect(await ids({ state: 'FAILED' })).toEqual([]);
    expect(await ids({ state: 'SUCCEEDED', documentName: 'Test-Scan' })).toEqual([youngOne, oldOne]);
    expect(await ids({ search: 'wEB-' })).toEqual([oldOne]);
    expect(await ids({ search: 'test-scan' })).toEqual([youngOne, oldOne]);
    expect(await ids({ search: 'HOST' })).toEqual([youngOne]);
    expect(await ids({ search: 'ADA' })).toEqual([youngOne, oldOne]);
    expect(await ids({ search: '%' })).toEqual([]);
    expect(await ids({ instanceId: old.instanceId })).toEqual([oldOne]);
    expect(await ids({ since })).toEqual([youngOne]);
    expect(await ids({ until: since })).toEqual([oldOne]);
  });

  it('is listed page after page, once each, newest first among what is not cleaned up', async () => {
    await using world = await createHistoryWorld();
    const made: string[] = [];
    for (let index = 0; index < 4; index += 1) made.push((await world.finished()).workRequestId);
    world.passDays(15);
    await world.clean();
    for (let index = 0; index < 3; index += 1) made.push((await world.finished()).workRequestId);

    const found: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await world.list({ limit: 2, ...(cursor !== undefined && { cursor }) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(made.toReversed());
  });

  it('pages through its log and its invocations', async () => {
    await using world = await createHistoryWorld();
    const { workRequestId } = await world.finished(3);
    const whole = { lines: await world.lines(workRequestId), runs: await world.invocations({ workRequestId }) };
    world.passDays(15);
    await world.clean();

    const lines = await world.lines(workRequestId, { limit: 1 });
    const rest = await world.lines(workRequestId, { limit: 100, cursor: lines.nextCursor });
    expect([...lines.items, ...rest.items]).toEqual(whole.lines.items);
    const runs = await world.invocations({ workRequestId, limit: 2 });
    const last = await world.invocations({ workRequestId, limit: 2, cursor: runs.nextCursor });
    expect([...runs.items, ...last.items]).toEqual(whole.runs.items);
    expect(last.nextCursor).toBeNull();
    expect((await world.invocations({ workRequestId, state: 'FAILED' })).items).toEqual([]);
  });

  it('can be read only: what would be done with it is refused with the reason', async () => {
    await using world = await createHistoryWorld();
    const { workRequestId, invocationId } = await world.finished();
    world.passDays(15);
    await world.clean();
    const refusal = { code: 'CONFLICT', message: expect.stringContaining('cleaned up') };
    await expect(world.retry(workRequestId)).rejects.toMatchObject(refusal);
    await expect(world.cancelRun(invocationId)).rejects.toMatchObject(refusal);
    await expect(world.resume(workRequestId)).rejects.toMatchObject(refusal);
    const never = { workRequestId: workRequestId.replace(/.$/, 'x'), invocationId: invocationId.replace(/.$/, 'x') };
    await expect(world.show(never.workRequestId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.invocationOf(never.invocationId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.retry(never.workRequestId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('leaves its reports listed, and its retry knowing what it repeats', async () => {
    await using world = await createHistoryWorld();
    const first = await world.startOn();
    const reportId = await world.addReport(first, 'updates-before', 'GRANTED');
    await world.endReport(reportId, first.invocationId, 'INGESTED');
    await world.cancel(first.workRequestId);
    const { id: retryId } = (await world.bed.work.handlers.retryWorkRequest({
      params: { workRequestId: first.workRequestId },
      body: { states: ['CANCELED'] },
      principal: { name: 'ada' },
    } as never)) as { id: string };
    world.passDays(15);
    await world.clean();

    expect(await world.show(first.workRequestId)).toMatchObject({ archived: true, state: 'CANCELED' });
    const listed = { id: reportId, invocationId: first.invocationId, workRequestId: first.workRequestId };
    expect((await world.listReports({ workRequestId: first.workRequestId })).items).toMatchObject([listed]);
    expect((await world.listReports({ instanceId: first.instanceId })).items).toMatchObject([listed]);
    expect(await world.show(retryId)).toMatchObject({ archived: false, retryOf: first.workRequestId });
  });

  it('has no whole outputs in the store any more, but what was kept of them', async () => {
    await using world = await createHistoryWorld();
    const { invocationId, instanceId } = await world.finished();
    const key = `outputs/v1/date=2026-03-01/instance=${instanceId}/${invocationId}.0.stdout.gz`;
    await world.store.put(key, Readable.from([Buffer.from('large')]));
    await sql`
      insert into step_outputs (invocation_id, instance_id, position, stream, step, key, size_bytes, sha256,
        content_bytes, dropped_bytes, state)
      select ${invocationId}::text, ${instanceId}::text, 0, stream, 'scan', ${key}::text || suffix, 5, '', 5, 0, state
      from (values ('stdout', '', 'UPLOADED'), ('stderr', '.never', 'GRANTED')) as o (stream, suffix, state)`.execute(
      world.db,
    );
    world.passDays(15);
    await world.clean();
    expect(await world.store.stat(key)).not.toBeNull();
    await world.reports.start();
    await world.reports.stop();

    expect(await world.store.stat(key)).toBeNull();
    expect(await world.count('unwanted_objects')).toBe(0);
    const { stream } = await world.output(invocationId, { step: 'scan', offset: 1, length: 3 });
    expect((await buffer(stream)).toString()).toBe('ell');
    await expect(world.output(invocationId, { step: 'other' })).rejects.toMatchObject({ code: 'NOT_FOUND' });

    const cut = await world.finished();
    await sql`update invocation_steps set stdout_tail = 'end', stdout_bytes = 1000000`.execute(world.db);
    world.passDays(15);
    await world.clean();
    const refusal = {
      code: 'CONFLICT',
      message: expect.stringContaining('deleted when its work request was cleaned up'),
    };
    await expect(world.output(cut.invocationId, { step: 'scan' })).rejects.toMatchObject(refusal);
  });
});

describe('the clean-up', () => {
  it('leaves alone what is younger than asked, not started or running, whatever its age', async () => {
    await using world = await createHistoryWorld({ days: 20 });
    const waiting = await world.startOn();
    const running = await world.startOn();
    await world.agent(running.instanceId).post(world.events(running.invocationId, [{ type: 'accepted', bootId: 'b' }]));
    const mixed = await world.startOn(2);
    const [one] = mixed.runs;
    await world.agent(one!.instanceId).post(world.events(one!.invocationId, [{ type: 'accepted', bootId: 'b' }]));
    await world.work.handlers.cancelInvocation({
      params: { invocationId: mixed.runs[1]!.invocationId },
      principal: { name: 'ada' },
    } as never);
    world.passDays(400);
    const young = await world.finished();
    world.passDays(19);
    await world.clean();
    for (const { workRequestId } of [waiting, running, mixed, young]) {
      expect(await world.show(workRequestId)).toMatchObject({ archived: false });
    }
    world.passDays(2);
    await world.clean();
    expect(await world.show(young.workRequestId)).toMatchObject({ archived: true });
    expect(await world.count('work_requests')).toBe(3);
  });

  it('lets go of what it had chosen and is open again', async () => {
    await using world = await createHistoryWorld();
    const done = await world.finished();
    const open = await world.startOn();
    await sql`insert into history_batches (id, day, next_attempt_at) values ('his-1', '2026-03-01', to_timestamp(0))`.execute(
      world.db,
    );
    await sql`insert into history_batch_members (work_request_id, batch_id) select id, 'his-1' from work_requests`.execute(
      world.db,
    );
    await world.clean();
    expect(await world.show(done.workRequestId)).toMatchObject({ archived: true });
    expect(await world.show(open.workRequestId)).toMatchObject({ archived: false });
    expect((await world.list()).items).toHaveLength(2);
    expect(await world.count('history_batch_members')).toBe(0);
  });

  it('waits for reports that are on their way, and a week for an agent that has not told how its run ended', async () => {
    await using world = await createHistoryWorld({ days: 1 });
    const uploading = await world.finished();
    const reportId = await world.addReport(uploading, 'updates-before', 'UPLOADED');
    const untold = await world.startOn();
    await world.agent(untold.instanceId).post(world.events(untold.invocationId, [{ type: 'accepted', bootId: 'b' }]));
    await sql`
      update invocations set state = 'TIMED_OUT', deadline_at = null, finished_at = ${world.clock()}::timestamptz
      where id = ${untold.invocationId}::text`.execute(world.db);
    await sql`
      update work_requests set state = 'FAILED', finished_at = ${world.clock()}::timestamptz
      where id = ${untold.workRequestId}::text`.execute(world.db);
    world.passDays(2);
    await world.clean();
    expect(await world.count('work_requests')).toBe(2);

    await world.endReport(reportId, uploading.invocationId, 'INGESTED');
    world.passDays(6);
    await world.clean();
    expect(await world.count('work_requests')).toBe(0);
  });

  it('leaves what a retry goes on with while that is open, however far back', async () => {
    await using world = await createHistoryWorld();
    const retry = async (workRequestId: string): Promise<string> =>
      (
        await world.bed.work.handlers.retryWorkRequest({
          params: { workRequestId },
          body: { states: ['CANCELED'], waves: 'KEEP' },
          principal: { name: 'ada' },
        } as never)
      ).id;
    const instanceIds = [await world.addInstance(), await world.addInstance()];
    const waves = planOf([canary]);
    const asked = { documentName: scanDocument.name, instanceIds, parameters: {}, createdBy: 'ada', waves };
    const { workRequestId: first } = await world.work.startWork(asked);
    await world.cancel(first);
    const second = await retry(first);
    await world.cancel(second);
    const third = await retry(second);
    world.passDays(15);
    await world.clean();
    expect(await world.show(first)).toMatchObject({ archived: false });
    await world.cancel(third);
    world.passDays(1);
    await world.clean();
    expect(await world.show(first)).toMatchObject({ archived: true });
    expect(await world.show(second)).toMatchObject({ archived: true });
  });

  it('chooses once a day, and makes up for days on which no server ran', async () => {
    await using world = await createHistoryWorld();
    await world.clean();
    const late = await world.finished();
    await sql`update work_requests set finished_at = ${world.clock()}::timestamptz - interval '15 days'`.execute(
      world.db,
    );
    await world.clean();
    expect(await world.show(late.workRequestId)).toMatchObject({ archived: false });
    world.passDays(100);
    await world.clean();
    expect(await world.show(late.workRequestId)).toMatchObject({ archived: true });
    expect(await world.count('history_runs')).toBe(2);
  });

  it('is done once by three replicas that come at the same time', async () => {
    await using world = await createHistoryWorld();
    const made: string[] = [];
    for (let index = 0; index < 6; index += 1) made.push((await world.finished(2)).workRequestId);
    world.passDays(15);
    // One batch for each, so that there is something to share.
    await sql`
      insert into history_batches (id, day, next_attempt_at) select 'his-' || id, '2026-03-01', to_timestamp(0)
      from work_requests`.execute(world.db);
    await sql`
      insert into history_batch_members (work_request_id, batch_id) select id, 'his-' || id from work_requests`.execute(
      world.db,
    );
    const once = await world.finished();
    await sql`update work_requests set finished_at = ${world.clock()}::timestamptz - interval '15 days'
      where id = ${once.workRequestId}::text`.execute(world.db);
    await Promise.all([world.clean(), world.clean(world.newReplica()), world.clean(world.newReplica())]);

    expect(await world.count('work_requests')).toBe(0);
    expect(await world.count('history_batches')).toBe(7);
    expect((await world.list()).items.map(({ id }) => id)).toEqual([...made, once.workRequestId].toReversed());
    for (const workRequestId of made) {
      expect((await world.invocations({ workRequestId })).items).toHaveLength(2);
    }
  });

  it('asks for its task on start when this day has not had its turn, and not when it has', async () => {
    await using world = await createHistoryWorld();
    const jobs = async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from graphile_worker.jobs where task_identifier = 'clean-history'`.execute(world.db);
      return rows[0]!.count;
    };
    await world.history.start();
    await world.history.stop();
    expect(await jobs()).toBe(1);
    await sql`delete from graphile_worker._private_jobs`.execute(world.db);
    await world.clean();
    await world.history.start();
    await world.history.stop();
    expect(await jobs()).toBe(0);
  });
});
