import { isFinal } from '@rustine/domain';
import fc from 'fast-check';
import { sql } from 'kysely';
import { quietLog } from '@rustine/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Work } from '../index.ts';
import { sweepDeadlines } from '../pass-deadlines.ts';
import { planOf, runInWaves } from '../testing/run-in-waves.ts';
import type { Standing } from '../testing/run-on.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

vi.setConfig({ testTimeout: 300_000 });

let bed: TestBed;
let replicas: [Work, Work];
beforeAll(async () => {
  bed = await createTestBed();
  replicas = [bed.work, bed.newReplica()];
});
afterAll(() => bed[Symbol.asyncDispose]());

const wave = fc.record({
  members: fc.oneof(
    fc.record({ kind: fc.constant('count' as const), count: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 60 }) }),
  ),
  successPercent: fc.constantFrom(0, 50, 100),
  bakeMinutes: fc.constantFrom(0, 0, 10),
});

const happening = fc.record({
  pick: fc.nat(100),
  what: fc.constantFrom('accept', 'succeed', 'succeed', 'succeed', 'fail', 'resume', 'time'),
  look: fc.constantFrom('both', 'both', 'one', 'killed', 'lost'),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  count: fc.integer({ min: 1, max: 8 }),
  waves: fc.array(wave, { minLength: 1, maxLength: 3 }),
  maxConcurrency: fc.constantFrom('1', '2', '100%'),
  happenings: fc.array(happening, { maxLength: 25 }),
});

type Run = Awaited<ReturnType<typeof runInWaves>>;

async function act(run: Run, { pick, what }: Happening): Promise<void> {
  if (what === 'resume') return void (await bed.resume(run.workRequestId).catch(() => undefined));
  if (what === 'time') return bed.passTime(700);
  const open = (await run.standing()).filter(({ state, released }) => released && !isFinal(state as never));
  const one = open[pick % Math.max(1, open.length)];
  if (one === undefined) return;
  if (one.state === 'PENDING') await run.accept(one);
  if (what !== 'accept') await run.finish(one, what === 'fail' ? 'FAILED' : 'SUCCEEDED');
}

async function look(run: Run, { look: how }: Happening): Promise<void> {
  if (how === 'lost') return;
  if (how === 'one') return run.dispatch(replicas[1]);
  const looks = replicas.map((replica) => run.dispatch(replica));
  if (how === 'both') return void (await Promise.all(looks));
  const kill = sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`.execute(bed.db);
  await Promise.all([kill.catch(() => undefined), ...looks.map((each) => each.catch(() => undefined))]);
}

/** No wave has begun before the one before it was passed, and each begins once. */
async function check(run: Run): Promise<Standing[]> {
  const { waves } = await run.detail();
  const underWay = waves.filter(({ state }) => state === 'RUNNING' || state === 'BAKING' || state === 'CHECKING');
  expect(underWay.length).toBeLessThanOrEqual(1);
  const log = await bed.log(run.workRequestId);
  const halted = (await run.workRequest()).halted;
  let passed = true;
  for (const { name, state, counts } of waves) {
    const begun = (await run.inWave(name)).some(({ released }) => released);
    expect(begun && !passed).toBe(false);
    expect(log.filter((line) => line.startsWith(`INFO Wave ${name} begins`)).length).toBeLessThanOrEqual(1);
    const open = (counts.PENDING ?? 0) + (counts.RUNNING ?? 0) + (counts.DELIVERED ?? 0);
    expect(state === 'SUCCEEDED' && open > 0).toBe(false);
    passed &&= state === 'SUCCEEDED' || state === 'SKIPPED' || (state === 'FAILED' && halted?.wave !== name);
  }
  return run.standing();
}

it('whatever happens, one wave at a time, none before its turn, and all of it ends', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ count, waves, maxConcurrency, happenings }) => {
      const plan = planOf(
        waves.map((each, index) => ({ ...each, name: `wave ${index}` })),
        { decideHours: 1 },
      );
      const run = await runInWaves(bed, { count, waves: plan, maxConcurrency });
      await check(run);
      for (const each of happenings) {
        await act(run, each);
        await look(run, each);
        await check(run);
      }
      // From here on nothing more is asked for: the sweep, the timers and the deadlines must suffice.
      for (let turn = 0; (await run.workRequest()).finishedAt === null; turn += 1) {
        expect(turn).toBeLessThan(80);
        bed.passTime(3601);
        const reports = { reportSummary: () => Promise.reject(new Error('no agent told of an end')) };
        await sweepDeadlines({ log: quietLog, db: bed.db, clock: bed.clock, reports, power: bed.power.needs });
        await Promise.all(replicas.map((replica) => run.dispatch(replica)));
        await check(run);
      }
      const standing = await run.standing();
      expect(standing.filter(({ state }) => !isFinal(state as never))).toEqual([]);
      const ended = await run.detail();
      expect(ended.waves.map(({ state }) => state)).not.toContain('WAITING');
      expect(ended.halted).toBeNull();
      const { rows } = await sql`
        select key from graphile_worker.jobs where key = ${`look:${run.workRequestId}`}`.execute(bed.db);
      expect(rows).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
