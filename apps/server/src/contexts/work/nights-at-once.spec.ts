import type { InvocationPower, InvocationState } from '@rustine/contract';
import { isFinal } from '@rustine/domain';
import { quietLog } from '@rustine/testkit';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { withTransaction } from '../../db/with-transaction.ts';
import type { Work } from './index.ts';
import type { RestoreOutcome, WakeOutcome } from './needs.ts';
import { sweepDeadlines } from './pass-deadlines.ts';
import { freezeNow, openFor } from './testing/hold-windows.ts';
import { dropCutConnections, killBusySessions } from './testing/kill-sessions.ts';
import { planOf } from './testing/run-in-waves.ts';
import { runOn, type Run } from './testing/run-on.ts';
import { createTestBed, type TestBed } from './testing/test-bed.ts';

vi.setConfig({ testTimeout: 300_000 });

let bed: TestBed;
let replicas: [Work, Work];
beforeAll(async () => {
  bed = await createTestBed();
  replicas = [bed.work, bed.newReplica()];
});
afterAll(() => bed[Symbol.asyncDispose]());

const happening = fc.record({
  pick: fc.nat(100),
  what: fc.constantFrom(
    ...(['act', 'act', 'act', 'act', 'fail', 'refuse', 'wake-fails', 'restore-fails', 'left-on'] as const),
    ...(['cancel', 'cancel-all', 'resume', 'freeze', 'time'] as const),
  ),
  look: fc.constantFrom('both', 'both', 'one', 'killed', 'lost'),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  online: fc.nat(6),
  covered: fc.nat(6),
  inWaves: fc.boolean(),
  atEnd: fc.constantFrom('FINISH', 'CANCEL'),
  maxConcurrency: fc.constantFrom('1', '3', '100%'),
  happenings: fc.array(happening, { maxLength: 30 }),
});

interface Row {
  readonly id: string;
  readonly instanceId: string;
  readonly state: InvocationState;
  readonly power: InvocationPower | null;
  readonly wokenAt: Date | null;
  readonly releasedAt: Date | null;
  readonly startUntil: Date | null;
  readonly deadlineAt: Date | null;
  readonly events: number;
}

async function rowsOf(run: Run): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id, instance_id as "instanceId", state, power, woken_at as "wokenAt", released_at as "releasedAt",
      start_until as "startUntil", deadline_at as "deadlineAt", last_event_seq as events
    from invocations where work_request_id = ${run.workRequestId}::text order by id`.execute(bed.db);
  return rows;
}

const wake = (invocationId: string, outcome: WakeOutcome) =>
  withTransaction(bed.db, (tx) => bed.work.wakeSettled(tx, { invocationId, outcome, at: bed.clock() }));
const restore = (invocationId: string, outcome: RestoreOutcome) =>
  withTransaction(bed.db, (tx) => bed.work.restoreSettled(tx, { invocationId, outcome, at: bed.clock() }));

/** What power, the agent or a person does to one that is open. */
async function act(run: Run, { pick, what }: Happening): Promise<void> {
  if (what === 'time') return bed.passTime(250);
  if (what === 'resume') return void (await bed.resume(run.workRequestId).catch(() => undefined));
  if (what === 'cancel-all') return void (pick < 60 && (await bed.cancel(run.workRequestId).catch(() => undefined)));
  const open = (await rowsOf(run)).filter(({ state }) => !isFinal(state));
  const one = open[pick % Math.max(1, open.length)];
  if (one === undefined) return;
  if (what === 'freeze') return void bed.windows.freezes.set(one.instanceId, freezeNow(bed));
  if (what === 'cancel') {
    const asked = { params: { invocationId: one.id }, principal: { name: 'ada' } };
    return void (await bed.work.handlers.cancelInvocation(asked as never).catch(() => undefined));
  }
  if (one.state === 'POWERING_OFF') return await putBack(one, what);
  if (one.state === 'POWERING_ON' && one.wokenAt === null) {
    const failed = { kind: 'FAILED', message: 'no capacity' } as const;
    return await wake(one.id, what === 'wake-fails' ? failed : { kind: 'RUNNING', startedByUs: true });
  }
  if (one.releasedAt !== null) await tell(one, what);
}

async function putBack({ id }: Row, what: string): Promise<void> {
  if (what === 'restore-fails') return await restore(id, { kind: 'FAILED', message: 'access denied' });
  await restore(id, what === 'left-on' ? { kind: 'LEFT_ON', reason: 'somebody wants it.' } : { kind: 'STOPPED' });
}

async function tell({ id, instanceId, state, events }: Row, what: string): Promise<void> {
  const agent = bed.agent(instanceId);
  await agent.inbox();
  const seq = events + 1;
  const late = { type: 'refused', code: 'WINDOW_CLOSED', message: 'too late' } as const;
  const end = { type: 'finished', message: '', rebootRequired: null } as const;
  if (state === 'PENDING' || state === 'POWERING_ON') {
    await agent.post(bed.events(id, [{ type: 'accepted', bootId: 'b' }], seq));
  } else if (state === 'CANCELING') await agent.post(bed.events(id, [{ ...end, state: 'CANCELED' }], seq));
  else if (what === 'refuse') await agent.post(bed.events(id, [late], seq));
  else {
    const verdict = what === 'fail' ? 'FAILED' : 'SUCCEEDED';
    await agent.post(
      bed.events(
        id,
        [
          { type: 'started', steps: [] },
          { ...end, state: verdict },
        ],
        seq,
      ),
    );
  }
}

async function look(run: Run, { look: how }: Happening): Promise<void> {
  if (how === 'lost') return;
  if (how === 'one') return run.dispatch(replicas[1]);
  const looks = replicas.map((replica) => run.dispatch(replica));
  if (how === 'both') return void (await Promise.all(looks));
  await Promise.all([killBusySessions(bed), ...looks.map((each) => each.catch(() => undefined))]);
  await dropCutConnections(bed);
}

async function check(run: Run): Promise<readonly Row[]> {
  const rows = await rowsOf(run);
  const told = new Set(bed.power.restored.map(({ invocationId }) => invocationId));
  for (const { id, state, power, releasedAt, startUntil, deadlineAt } of rows) {
    expect(releasedAt !== null && startUntil !== null && releasedAt >= startUntil).toBe(false);
    expect(deadlineAt === null).toBe(isFinal(state));
    expect(isFinal(state) && power !== null && !told.has(id)).toBe(false);
    expect(isFinal(state) && (power === 'WAKING' || power === 'WOKEN')).toBe(false);
  }
  return rows;
}

it('whatever happens in a night, nothing begins out of its window, all that was woken is put back, and all of it ends', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ count, online, covered, inWaves, atEnd, maxConcurrency, happenings }) => {
      bed.power.restored.length = 0;
      const members = { kind: 'percent', percent: 30 } as const;
      const plan = planOf([{ name: 'canary', members, bakeMinutes: 2, successPercent: 50 }], { decideHours: 1 });
      const run = await runOn(bed, {
        count,
        online: Math.min(count, online),
        power: 'WAKE',
        maxConcurrency,
        maxErrors: '50%',
        window: { atEnd },
        ...(inWaves && { waves: plan }),
        prepare: (ids) =>
          ids.slice(0, covered + 1).forEach((id, index) => {
            bed.windows.places.set(id, openFor(bed, { start: 900 + 300 * index, close: 1800 }));
          }),
      });
      await check(run);
      for (const each of happenings) {
        await act(run, each);
        await look(run, each);
        await check(run);
      }
      // From here on nothing more is asked for: the timers and the deadlines must suffice, and a provider that answers.
      for (let turn = 0; (await run.workRequest()).finishedAt === null; turn += 1) {
        expect(turn).toBeLessThan(40);
        bed.passTime(3601);
        for (const row of await rowsOf(run)) if (row.state === 'POWERING_OFF') await putBack(row, 'act');
        const reports = { reportSummary: () => Promise.reject(new Error('no agent told of an end')) };
        await sweepDeadlines({ log: quietLog, db: bed.db, clock: bed.clock, reports, power: bed.power.needs });
        await Promise.all(replicas.map((replica) => run.dispatch(replica)));
        await check(run);
      }
      expect((await check(run)).filter(({ state }) => !isFinal(state))).toEqual([]);
      const { rows } = await sql<{ key: string }>`
        select j.key from graphile_worker.jobs j where j.key = ${`look:${run.workRequestId}`}::text
        union all
        select j.key from graphile_worker.jobs j join invocations i on j.key = 'deadline:' || i.id
        where i.work_request_id = ${run.workRequestId}::text`.execute(bed.db);
      expect(rows).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
