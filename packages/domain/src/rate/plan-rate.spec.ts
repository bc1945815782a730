import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  concurrencyOf,
  errorsBorneOf,
  MAX_CONCURRENCY_DEFAULT,
  MAX_ERRORS_DEFAULT,
  parseMaxConcurrency,
  parseMaxErrors,
} from './parse-limit.ts';
import { countsAsError, planRate, type RateLimits } from './plan-rate.ts';

function limitsOf(maxConcurrency: string, maxErrors: string): RateLimits {
  const [concurrency, errors] = [parseMaxConcurrency(maxConcurrency), parseMaxErrors(maxErrors)];
  if ('fault' in concurrency || 'fault' in errors) throw new Error('not a limit');
  return { maxConcurrency: concurrency.limit, maxErrors: errors.limit };
}

test.each(['1', '10', '1%', '99%', '100%', MAX_CONCURRENCY_DEFAULT])('max-concurrency takes %s', (text) => {
  expect(parseMaxConcurrency(text)).toHaveProperty('limit');
});

test.each(['0', '0%', '101%', '', '-1', '1.5', '05', ' 1', '1 %', 'all', '9'.repeat(30)])(
  'max-concurrency refuses "%s"',
  (text) => {
    expect(parseMaxConcurrency(text)).toMatchObject({ fault: expect.stringContaining('max-concurrency must be') });
  },
);

test.each(['0', '1', '0%', '10%', '100%', MAX_ERRORS_DEFAULT])('max-errors takes %s', (text) => {
  expect(parseMaxErrors(text)).toHaveProperty('limit');
});

test.each(['101%', '', '-1', '00', 'none'])('max-errors refuses "%s"', (text) => {
  expect(parseMaxErrors(text)).toMatchObject({ fault: expect.stringContaining('max-errors must be') });
});

test.each<[string, number, number]>([
  ['10', 3, 10],
  ['10%', 50, 5],
  ['10%', 59, 5],
  ['10%', 5, 1],
  ['100%', 7, 7],
])('a concurrency of %s over %i targets is %i', (text, targets, expected) => {
  expect(concurrencyOf(limitsOf(text, '0').maxConcurrency, targets)).toBe(expected);
});

test.each<[string, number, number]>([
  ['0', 50, 1],
  ['3', 50, 4],
  ['10%', 50, 6],
  ['10%', 5, 1],
])('with max-errors %s over %i targets error number %i stops the run', (text, targets, stopping) => {
  const limits = limitsOf('1', text);
  const at = (errors: number) =>
    planRate({ targets, waiting: targets - errors, underWay: 0, ended: errors, unanswered: 0, errors }, limits).kind;
  expect(errorsBorneOf(limits.maxErrors, targets)).toBe(stopping - 1);
  expect([at(stopping - 1), at(stopping)]).toEqual(['start', 'stop']);
});

test('the first waves are 1, 2, 4 and 8, each when the one before has answered, until the limit', () => {
  const limits = limitsOf('20', '0');
  const waves: number[] = [];
  let sent = 0;
  for (;;) {
    const counts = { targets: 100, waiting: 100 - sent, underWay: sent, ended: 0, errors: 0 };
    const decision = planRate({ ...counts, unanswered: 0 }, limits);
    if (decision.kind !== 'start') break;
    waves.push(decision.count);
    sent += decision.count;
    expect(planRate({ ...counts, waiting: 100 - sent, underWay: sent, unanswered: decision.count }, limits).kind).toBe(
      'wait',
    );
  }
  expect(waves).toEqual([1, 2, 4, 8, 5]);
});

test.each([
  ['FAILED', true, true],
  ['FAILED', false, true],
  ['TIMED_OUT', true, true],
  ['TIMED_OUT', false, false],
  ['CANCELED', true, false],
  ['SUCCEEDED', true, false],
  ['SKIPPED', false, false],
] as const)('%s (started: %s) counts as an error: %s', (state, started, expected) => {
  expect(countsAsError(state, { started })).toBe(expected);
});

interface Instance {
  state: 'waiting' | 'sent' | 'answered' | 'ok' | 'error' | 'canceled';
}

/** What happens to one of those under way: it answers, ends well or ends badly. */
const happening = fc.record({ pick: fc.nat(1000), what: fc.constantFrom('answered', 'ok', 'ok', 'error') });
const limit = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map(String),
  fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
);

test('whatever happens, no more work at a time than the limit, none starts after the stop, and every run ends', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      limit,
      fc.oneof(fc.constant('0'), limit),
      fc.array(happening, { maxLength: 120 }),
      (targets, maxConcurrency, maxErrors, happenings) => {
        const limits = limitsOf(maxConcurrency, maxErrors);
        const fleet = Array.from({ length: targets }, (): Instance => ({ state: 'waiting' }));
        const of = (...states: Instance['state'][]) => fleet.filter(({ state }) => states.includes(state));
        const counts = () => ({
          targets,
          waiting: of('waiting').length,
          underWay: of('sent', 'answered').length,
          ended: of('ok', 'error').length,
          unanswered: of('sent').length,
          errors: of('error').length,
        });
        const concurrency = concurrencyOf(limits.maxConcurrency, targets);
        const borne = errorsBorneOf(limits.maxErrors, targets);
        const script = [...happenings];
        for (let turn = 0; turn < 1000; turn++) {
          const decision = planRate(counts(), limits);
          if (decision.kind === 'start') {
            for (const instance of of('waiting').slice(0, decision.count)) instance.state = 'sent';
          }
          if (decision.kind === 'stop') for (const instance of of('waiting')) instance.state = 'canceled';
          const now = counts();
          expect(now.underWay).toBeLessThanOrEqual(concurrency);
          // Those under way at the stop may still fail.
          expect(now.errors).toBeLessThanOrEqual(borne + concurrency);
          const open = of('sent', 'answered');
          if (open.length === 0) break;
          const { pick, what } = script.shift() ?? { pick: 0, what: 'ok' };
          (open[pick % open.length] as Instance).state = what as Instance['state'];
        }
        expect(of('waiting', 'sent', 'answered')).toEqual([]);
      },
    ),
  );
});
