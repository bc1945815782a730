import { LEASE_WAIT_SECONDS_MAX } from '@rustine/domain';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openQuorum } from './testing/open-quorum.ts';

describe('of three machines at most one is down', () => {
  it('while one reboots, the next waits, and says for whom', async () => {
    await using world = await openQuorum();
    const [first, second, third] = await world.addMembers(3);
    const { id } = await world.create([first!, second!, third!]);
    const a = await world.startRebooting(first!);
    expect(await a.ask()).toMatchObject({ decision: 'GRANTED' });
    const b = await world.startRebooting(second!);
    expect(await b.ask()).toMatchObject({ decision: 'WAIT', reason: expect.stringContaining('db-1 reboots') });
    expect(await b.state()).toMatchObject({ state: 'REBOOTING', reason: expect.stringContaining('db-1 reboots') });
    expect(await world.show(id)).toMatchObject({
      leases: [{ instanceName: 'db-1', invocationId: a.invocationId }],
      waiting: [{ invocationId: b.invocationId }],
    });
  });

  it('the lease ends when the machine is back and its run has ended, and not before', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    await a.ask();
    const b = await world.startRebooting(second!);
    world.bed.passTime(60);
    await world.checkIn(second!, 'boot-1');
    await a.comeBack();
    expect(await b.ask()).toMatchObject({ decision: 'WAIT' });
    await a.finish();
    expect(await a.state()).toMatchObject({ state: 'SUCCEEDED' });
    expect(await b.ask()).toMatchObject({ decision: 'GRANTED' });
    expect(await b.state()).toMatchObject({ state: 'REBOOTING', reason: '' });
  });

  it('two that ask at the same moment, on two replicas, do not both get it', async () => {
    await using world = await openQuorum();
    const ids = await world.addMembers(6);
    await world.create(ids);
    const runs = [];
    for (const id of ids) runs.push(await world.startRebooting(id));
    // Until all have asked, those that have not may be rebooting by themselves.
    for (const run of runs.slice(1)) expect(await run.ask()).toMatchObject({ decision: 'WAIT' });
    const decisions = await Promise.all(runs.map((run) => run.ask()));
    expect(decisions.filter(({ decision }) => decision === 'GRANTED')).toHaveLength(1);
  });

  it('a machine that does not come back keeps its lease, also when its run was given up, until a person answers for it', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    const { id } = await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    await a.ask();
    const b = await world.startRebooting(second!);
    world.bed.passTime(601);
    await world.bed.work.tasks['invocation-deadline']!({ invocationId: a.invocationId }, undefined as never);
    expect(await a.state()).toMatchObject({ state: 'TIMED_OUT' });
    await world.checkIn(second!, 'boot-1');
    expect(await b.ask()).toMatchObject({ decision: 'WAIT' });
    await world.checkIn(first!, 'boot-1');
    expect(await b.ask()).toMatchObject({ decision: 'WAIT' });
    await world.release(id, first!);
    expect(await b.ask()).toMatchObject({ decision: 'GRANTED' });
    const { rows } = await world.bed.database.pool.query(
      `select actor, details from audit_events where action = 'release reboot lease'`,
    );
    expect(rows).toMatchObject([{ actor: 'ada', details: { reason: 'its board is broken' } }]);
  });

  it('one that comes back late under another boot id gives its lease back', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    await a.ask();
    const b = await world.startRebooting(second!);
    world.bed.passTime(601);
    await world.bed.work.tasks['invocation-deadline']!({ invocationId: a.invocationId }, undefined as never);
    await world.checkIn(first!, 'boot-2');
    await world.checkIn(second!, 'boot-1');
    expect(await b.ask()).toMatchObject({ decision: 'GRANTED' });
  });

  it('one that is not heard of counts as down', async () => {
    await using world = await openQuorum();
    const [first, second, third] = await world.addMembers(3);
    await world.create([first!, second!, third!]);
    world.bed.passTime(3600);
    await world.checkIn(first!, 'boot-1');
    await world.checkIn(second!, 'boot-1');
    const a = await world.startRebooting(first!);
    expect(await a.ask()).toMatchObject({ decision: 'WAIT', reason: expect.stringContaining('db-3 is not heard of') });
    await sql`update managed_instances set retired_at = now() where id = ${third!}::text`.execute(world.bed.db);
    expect(await a.ask()).toMatchObject({ decision: 'GRANTED' });
  });

  it('who waits is not overdue for as long as it asks, but not for ever', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    await a.ask();
    const b = await world.startRebooting(second!);
    await b.ask();
    world.bed.passTime(500);
    await b.ask();
    const { deadlineAt } = await b.state();
    expect(Date.parse(deadlineAt!)).toBe(world.bed.clock().getTime() + 600_000);
    world.bed.passTime(LEASE_WAIT_SECONDS_MAX);
    expect(await b.ask()).toMatchObject({ decision: 'DENIED', reason: expect.stringContaining('which is the limit') });
  });

  it('asked again after a crash of the agent, the same lease holds', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    const { id } = await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    await a.ask();
    expect(await a.ask()).toMatchObject({ decision: 'GRANTED' });
    expect((await world.show(id)).leases).toHaveLength(1);
  });

  it('one that could not ask for so long that it was given up goes on all the same', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    world.bed.passTime(601);
    await world.bed.work.tasks['invocation-deadline']!({ invocationId: a.invocationId }, undefined as never);
    expect(await a.state()).toMatchObject({ state: 'TIMED_OUT' });
    await world.checkIn(second!, 'boot-1');
    expect(await a.ask()).toMatchObject({ decision: 'GRANTED' });
    expect(await a.state()).toMatchObject({ state: 'TIMED_OUT', deadlineAt: null });
    await a.comeBack();
    await a.finish();
    expect(await a.state()).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('who is canceled waits until its agent has heard of it', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    await world.bed.agent(first!).inbox();
    await world.bed.cancel(a.workRequestId);
    expect(await a.ask()).toMatchObject({ decision: 'WAIT', reason: 'It is being canceled.' });
  });

  it('an instance in no set needs none', async () => {
    await using world = await openQuorum();
    const [first] = await world.addMembers(1);
    const a = await world.startRebooting(first!);
    expect(await a.ask()).toMatchObject({ decision: 'GRANTED' });
  });

  it('for a run that is over there is none', async () => {
    await using world = await openQuorum();
    const [first, second] = await world.addMembers(2);
    await world.create([first!, second!]);
    const a = await world.startRebooting(first!);
    await a.comeBack();
    await a.finish();
    expect(await a.ask()).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a quorum set', () => {
  const nobody = 'mi-00000000-0000-7000-8000-000000000000';
  it.each([
    [{ maxDown: 2 }, 'VALIDATION_FAILED', ['body.maxDown']],
    [{ instanceIds: [nobody, 'mi-1'] }, 'NOT_FOUND', ['body.instanceIds[0]', 'body.instanceIds[1]']],
  ])('is refused when it makes no sense: %o', async (more, code, places) => {
    await using world = await openQuorum();
    const ids = await world.addMembers(2);
    const details = places.map((place) => ({ place }));
    await expect(world.create(ids, more)).rejects.toMatchObject({ code, details });
  });

  it('has one name in its compartment', async () => {
    await using world = await openQuorum();
    const ids = await world.addMembers(2);
    const taken = { code: 'CONFLICT', details: [{ place: 'body.name' }] };
    await world.create(ids, { name: 'one' });
    await expect(world.create(ids, { name: 'one' })).rejects.toMatchObject(taken);
  });

  it('is known to whoever signs a command', async () => {
    await using world = await openQuorum();
    const [first, second, other] = await world.addMembers(3);
    await world.create([first!, second!]);
    const needs = await Promise.all([first!, other!].map((id) => world.quorum.needsLease(world.bed.db, id)));
    expect(needs).toEqual([true, false]);
  });
});
