import {
  countsAsError,
  concurrencyOf,
  errorsBorneOf,
  isFinal,
  parseMaxConcurrency,
  parseMaxErrors,
} from '@rustine/domain';
import { quietLog } from '@rustine/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Work } from '../index.ts';
import { sweepDeadlines } from '../pass-deadlines.ts';
import { dropCutConnections, killBusySessions } from '../testing/kill-sessions.ts';
import { runOn, type Run, type Standing } from '../testing/run-on.ts';
import { createTestBed, type TestBed } from '../testing/test-bed.ts';

vi.setConfig({ testTimeout: 300_000 });

let bed: TestBed;
let replicas: [Work, Work];
beforeAll(async () => {
  bed = await createTestBed();
  replicas = [bed.work, bed.newReplica()];
});
afterAll(() => bed[Symbol.asyncDispose]());

const limit = (least: 0 | 1) =>
  fc.oneof(
    fc.integer({ min: least, max: 6 }).map(String),
    fc.integer({ min: least, max: 100 }).map((percent) => `${percent}%`),
  );

/** What an agent does, and how the replicas look at it afterwards. */
const happening = fc.record({
  pick: fc.nat(100),
  what: fc.constantFrom('accept', 'accept', 'succeed', 'succeed', 'fail', 'cancel'),
  look: fc.constantFrom('both', 'both', 'one', 'killed', 'lost'),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  offline: fc.nat(9),
  maxConcurrency: limit(1),
  maxErrors: limit(0),
  happenings: fc.array(happening, { maxLength: 20 }),
});

const open = ({ state, released }: Standing) => released && !isFinal(state as never);
const isError = ({ state, started }: Standing) => countsAsError(state as never, { started });

async function act(run: Run, { pick, what }: Happening): Promise<void> {
  const fleet = (await run.standing()).filter(open);
  const one = fleet[pick % Math.max(1, fleet.length)];
  if (one === undefined) return;
  if (what === 'cancel') {
    const asked = { params: { invocationId: one.id }, principal: { name: 'ada' } };
    await bed.work.handlers.cancelInvocation(asked as never);
    return;
  }
  if (one.state === 'PENDING') await run.accept(one);
  else if (one.state === 'DELIVERED' && what !== 'accept') {
    await run.finish(one, what === 'fail' ? 'FAILED' : 'SUCCEEDED');
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

it('whatever happens, no more work than the limit, waves only double, none starts after the stop, and all of it ends', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ count, offline, happenings, ...limits }) => {
      const run = await runOn(bed, { count, online: Math.max(0, count - offline), ...limits });
      const concurrency = parseMaxConcurrency(limits.maxConcurrency);
      const errors = parseMaxErrors(limits.maxErrors);
      if ('fault' in concurrency || 'fault' in errors) throw new Error('not a limit');
      const places = concurrencyOf(concurrency.limit, count);
      const borne = errorsBorneOf(errors.limit, count);

      const check = async (before: readonly Standing[]): Promise<Standing[]> => {
        const now = await run.standing();
        const released = now.filter((each) => each.released);
        expect(released.filter(open).length).toBeLessThanOrEqual(places);
        const unanswered = released.filter(({ state, online }) => state === 'PENDING' && online).length;
        const answered = now.filter(({ state, released: sent }) => sent || isFinal(state as never)).length - unanswered;
        expect(unanswered).toBeLessThanOrEqual(answered + 1);
        // An error that was committed before the look is seen by it.
        const stopped = before.filter(isError).length > borne;
        const more = released.length - before.filter((each) => each.released).length;
        expect(stopped ? more : 0).toBe(0);
        return now;
      };

      let before = await check([]);
      for (const each of happenings) {
        await act(run, each);
        before = await run.standing();
        await look(run, each);
        before = await check(before);
      }

      // From here on nothing more is asked for: the sweep, the agents that are left and the deadlines must suffice.
      for (let turn = 0; before.some(({ state }) => !isFinal(state as never)); turn++) {
        expect(turn).toBeLessThan(50);
        bed.passTime(3601);
        await sweepDeadlines({
          log: quietLog,
          db: bed.db,
          clock: bed.clock,
          reports: { reportSummary: never },
          power: bed.power.needs,
        });
        before = await run.standing();
        await Promise.all(replicas.map((replica) => run.dispatch(replica)));
        before = await check(before);
      }
      const workRequest = await run.workRequest();
      const failed = before.some(({ state }) => state === 'FAILED' || state === 'TIMED_OUT');
      const canceled = before.some(({ state }) => state === 'CANCELED');
      expect(workRequest.state).toBe(failed ? 'FAILED' : canceled ? 'CANCELED' : 'SUCCEEDED');
      expect(workRequest).toMatchObject({ waiting: 0, percentComplete: 100 });
      const stopped = before.filter(isError).length > borne;
      expect(before.filter(({ released, state }) => !released && !(stopped && state === 'CANCELED'))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

function never(): Promise<never> {
  return Promise.reject(new Error('no agent told of an end that reports could bear out'));
}
