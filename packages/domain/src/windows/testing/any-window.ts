import type { Schedule } from '@rustine/contract';
import fc from 'fast-check';
import type { NamedWindow } from '../window-standing.ts';

const timezone = fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
const start = fc.constantFrom('2026-01-01T22:00', '2026-03-29T02:30', '2026-10-25T02:30', '2026-02-28T00:00');

const anySchedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ kind: fc.constant('once'), at: start, timezone }),
  fc.record({
    kind: fc.constant('repeat'),
    every: fc.constantFrom('HOUR', 'DAY', 'WEEK', 'MONTH'),
    interval: fc.integer({ min: 1, max: 30 }),
    start,
    timezone,
  }),
  fc.record({ kind: fc.constant('cron'), cron: fc.constantFrom('30 2 * * *', '0 */5 * * *', '0 22 * * 2'), timezone }),
  fc.record({
    kind: fc.constant('rrule'),
    rrule: fc.constantFrom('FREQ=MONTHLY;BYDAY=2TU', 'FREQ=WEEKLY;BYDAY=SA,SU', 'FREQ=DAILY;COUNT=40'),
    start,
    timezone,
  }),
);

/** Windows of every kind of schedule, of a minute to a week, open and shut about as often. */
export const anyWindow: fc.Arbitrary<NamedWindow> = fc
  .record({
    id: fc.uuid(),
    schedule: anySchedule,
    durationMinutes: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 10_080 })),
    part: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  .map(({ id, schedule, durationMinutes, part }) => ({
    id,
    name: `w-${id.slice(0, 4)}`,
    schedule,
    durationMinutes,
    cutoffMinutes: Math.floor(durationMinutes * part),
  }));

/** Anywhere in 2026, often right at a full minute. */
export const anyInstant: fc.Arbitrary<Date> = fc
  .tuple(fc.integer({ min: 0, max: 525_599 }), fc.constantFrom(0, 0, 1, 59_999))
  .map(([minute, ms]) => new Date(Date.UTC(2026, 0, 1) + minute * 60_000 + ms));
