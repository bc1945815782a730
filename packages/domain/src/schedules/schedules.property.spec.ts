import { weekdays, type Schedule } from '@rustine/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSchedule } from './check-schedule.ts';
import { nextOccurrences, occurrencesBetween, type Occurrence } from './occurrences.ts';
import { readWallTime, writeWallTime } from './wall-time.ts';

const timezone = fc.constantFrom(
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'UTC',
);
const minute = 60_000;
const local = fc
  .integer({ min: Date.UTC(2008, 0, 1) / minute, max: Date.UTC(2026, 0, 1) / minute })
  .map((number) => writeWallTime(number * minute));
const offsetDays = fc.integer({ min: -5, max: 5 });
const interval = fc.integer({ min: 1, max: 9 });

const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ kind: fc.constant('once' as const), at: local, timezone }),
  fc.record({
    kind: fc.constant('repeat' as const),
    every: fc.constant('HOUR' as const),
    interval,
    start: local,
    timezone,
  }),
  fc.record({
    kind: fc.constant('repeat' as const),
    every: fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const),
    interval,
    start: local,
    timezone,
    offsetDays,
  }),
  fc.record({
    kind: fc.constant('rrule' as const),
    rrule: fc
      .tuple(
        fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
        fc.subarray(['BYHOUR=0,1,2,3', 'BYMINUTE=0,30,45', 'BYDAY=MO,SU,SA', 'BYMONTH=3,4,10,11', 'COUNT=40']),
      )
      .map(([frequency, parts]) => [`FREQ=${frequency}`, ...parts].join(';')),
    start: local,
    timezone,
    offsetDays,
  }),
  fc.record({
    kind: fc.constant('cron' as const),
    cron: fc
      .tuple(
        fc.constantFrom('0', '*/20', '15,45'),
        fc.constantFrom('*', '2', '0-3', '1,2,3'),
        fc.constantFrom('*', '0', '1-5'),
      )
      .map(([minutes, hours, days]) => `${minutes} ${hours} * * ${days}`),
    start: local,
    timezone,
    offsetDays,
  }),
);
const instant = fc.integer({ min: Date.UTC(2008, 0, 1), max: Date.UTC(2026, 0, 1) }).map((number) => new Date(number));
const hours = fc.integer({ min: 1, max: 24 * 60 });

const instants = (runs: readonly Occurrence[]) => runs.map(({ at }) => at.getTime());
const startOf = (given: Schedule) => (given.kind === 'once' ? given.at : given.start) ?? '';

test('runs are in order, none twice, and none outside the window, the start and the end', () => {
  fc.assert(
    fc.property(schedule, instant, hours, local, (given, from, span, until) => {
      const bounded = given.kind === 'once' || until <= startOf(given) ? given : { ...given, until };
      const to = new Date(from.getTime() + span * 3_600_000);
      const runs = occurrencesBetween(bounded, { from, to, limit: 500 });
      const at = instants(runs);
      expect(at).toEqual([...new Set(at)].toSorted((a, b) => a - b));
      expect(at.filter((each) => each < from.getTime() || each >= to.getTime())).toEqual([]);
      for (const run of runs) {
        const asked = run.moved?.asked ?? run.local;
        expect(asked >= startOf(given) || run.local >= startOf(given)).toBe(true);
        // Hours are counted as they pass, so their end is an instant.
        const counted = given.kind === 'repeat' && given.every === 'HOUR';
        const last = 'until' in bounded && !counted ? until : asked;
        expect(asked <= last).toBe(true);
      }
    }),
  );
});

test('what comes next is what lies between, wherever one looks from', () => {
  fc.assert(
    fc.property(schedule, instant, hours, (given, after, span) => {
      const to = new Date(after.getTime() + span * 3_600_000);
      const between = occurrencesBetween(given, { from: new Date(after.getTime() + 1), to, limit: 50 });
      expect(nextOccurrences(given, { after, count: between.length })).toEqual(between);
      const [first = { at: to }] = between;
      const rest = nextOccurrences(given, { after: first.at, count: Math.max(0, between.length - 1) });
      expect(instants(rest)).toEqual(instants(between.slice(1)));
    }),
  );
});

test('a run is at the time asked for, unless it was moved out of a gap; its offset leads to its instant', () => {
  fc.assert(
    fc.property(schedule, instant, (given, after) => {
      for (const { at, local: shown, offsetMinutes, moved } of nextOccurrences(given, { after, count: 30 })) {
        expect(readWallTime(shown) - offsetMinutes * minute).toBe(at.getTime());
        expect(moved?.rule === 'GAP').toBe((moved?.asked ?? shown) !== shown);
      }
    }),
  );
});

test('every schedule that can be written is either refused with a place or runs', () => {
  const part = fc.oneof(
    fc.constantFrom('FREQ=DAILY', 'FREQ=MONTHLY', 'FREQ=YEARLY', 'FREQ=HOURLY', 'FREQ=MINUTELY', 'FREQ=WEEKLY'),
    fc
      .tuple(
        fc.constantFrom('BYHOUR', 'BYMONTHDAY', 'BYSETPOS', 'BYWEEKNO', 'BYYEARDAY', 'BYMONTH', 'COUNT'),
        fc.integer({ min: -60, max: 60 }),
      )
      .map(([name, number]) => `${name}=${number}`),
    fc.constantFrom(...weekdays).map((day) => `BYDAY=2${day}`),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), local, timezone, (parts, start, zone) => {
      const given: Schedule = { kind: 'rrule', rrule: parts.join(';'), start, timezone: zone };
      const faults = checkSchedule(given);
      const early = new Date(readWallTime(start) - 2 * 86_400_000);
      const runs = faults.length > 0 ? [] : nextOccurrences(given, { after: early, count: 1 });
      expect(runs).toHaveLength(faults.length > 0 ? 0 : 1);
      expect(faults.every(({ place, message }) => place !== '' && message !== '')).toBe(true);
    }),
    { numRuns: 300 },
  );
});
