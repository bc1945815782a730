import type { JobSchedule } from '@rustine/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOfSchedule, emptySchedule, scheduleOf, weekdays } from './schedule-draft.ts';

const empty = emptySchedule('2026-12-01', 'Europe/Paris');
const minute = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 16));
const optional = <T>(name: string, value: fc.Arbitrary<T>) =>
  fc.option(value).map((it) => (it === null ? {} : { [name]: it }));
const shared = fc
  .tuple(
    fc.constantFrom('Europe/Paris', 'UTC'),
    optional('until', minute),
    optional('offsetDays', fc.constantFrom(-31, -1, 1, 3)),
  )
  .map(([timezone, until, offset]) => ({ timezone, ...until, ...offset }));
const interval = fc.integer({ min: 1, max: 1000 });
const which = fc.constantFrom(1, 2, 3, 4, 5, 'LAST');
const repeat = <T extends object>(every: string, days: fc.Arbitrary<T>) =>
  fc
    .tuple(shared, minute, interval, days)
    .map(([rest, start, interval, days]) => ({ kind: 'repeat', every, start, interval, ...rest, ...days }));

const schedule = fc.oneof(
  fc.record({ kind: fc.constant('once'), at: minute, timezone: fc.constant('Asia/Tokyo') }),
  repeat('HOUR', fc.constant({})),
  repeat('DAY', fc.constant({})),
  repeat('WEEK', optional('weekdays', fc.subarray([...weekdays], { minLength: 1 }))),
  repeat('MONTH', fc.record({ monthDay: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant('LAST')) })),
  repeat('MONTH', fc.record({ nth: fc.record({ which, weekday: fc.constantFrom(...weekdays) }) })),
  fc.tuple(shared, minute).map(([rest, start]) => ({ kind: 'rrule', rrule: 'FREQ=DAILY', start, ...rest })),
  fc
    .tuple(shared, optional('start', minute))
    .map(([rest, start]) => ({ kind: 'cron', cron: '@daily', ...start, ...rest })),
  fc.constant({ kind: 'now' }),
  fc.record({ kind: fc.constant('window'), windowId: fc.constant('mw-1') }),
) as fc.Arbitrary<JobSchedule>;

describe('the schedule of the form', () => {
  it('is the one that the form was opened with, until somebody changes it', () => {
    fc.assert(
      fc.property(schedule, (given) => {
        expect(scheduleOf(draftOfSchedule(given, empty))).toEqual(given);
      }),
    );
  });

  it('names the day of its start where a monthly one names none', () => {
    const given = { kind: 'repeat', every: 'MONTH', start: '2026-12-31T22:00', timezone: 'UTC' } as const;
    expect(scheduleOf(draftOfSchedule(given, empty))).toEqual({ ...given, interval: 1, monthDay: 31 });
  });

  it.each([
    { kind: 'once', start: '' },
    { kind: 'DAY', start: '' },
    { kind: 'rrule', rrule: ' ' },
    { kind: 'cron', cron: '' },
    { kind: 'window', windowId: '' },
  ] as const)('waits for what is missing in %j', (change) => {
    expect(scheduleOf({ ...empty, ...change })).toBeNull();
  });
});
