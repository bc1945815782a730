import { describe, expect, it } from 'vitest';
import { readSchedule } from './read-schedule.ts';

const now = new Date('2026-11-29T23:30:00Z');
const read = (options: object) => readSchedule({ zone: 'Europe/Paris', ...options }, now);

describe('a schedule from options', () => {
  it.each([
    [{ at: '2026-12-08 22:00' }, { kind: 'once', at: '2026-12-08T22:00' }],
    [
      { every: 'day', start: '2026-12-01' },
      { kind: 'repeat', every: 'DAY', interval: 1, start: '2026-12-01T00:00' },
    ],
    [
      { every: 'daily', interval: '3' },
      { every: 'DAY', interval: 3, start: '2026-11-30T00:00' },
    ],
    [
      { every: 'weeks', on: 'Mon, thursday,SU' },
      { every: 'WEEK', weekdays: ['MO', 'TH', 'SU'] },
    ],
    [
      { every: 'month', on: '31st' },
      { every: 'MONTH', monthDay: 31 },
    ],
    [
      { every: 'month', on: 'last' },
      { every: 'MONTH', monthDay: 'LAST' },
    ],
    [
      { every: 'month', on: '2nd tue', offsetDays: '+3' },
      { nth: { which: 2, weekday: 'TU' }, offsetDays: 3 },
    ],
    [
      { every: 'month', on: 'last friday', offsetDays: '-1' },
      { nth: { which: 'LAST', weekday: 'FR' }, offsetDays: -1 },
    ],
    [
      { rrule: 'RRULE:FREQ=DAILY', start: '2026-12-01T22:00' },
      { kind: 'rrule', rrule: 'FREQ=DAILY' },
    ],
    [
      { cron: '0 22 * * 5', until: '2027-12-31' },
      { kind: 'cron', cron: '0 22 * * 5', until: '2027-12-31T00:00' },
    ],
  ])('%o', (options, expected) => {
    expect(read(options)).toMatchObject({ ...expected, timezone: 'Europe/Paris' });
  });

  it.each([
    [{}, 'Say when: by one of --at, --every, --rrule or --cron.'],
    [{ every: 'fortnight' }, '--every "fortnight" is none of hour, day, week, month.'],
    [{ every: 'week', on: 'foo' }, 'give weekdays such as "mon,thu"'],
    [{ every: 'month', on: '6th tue' }, '"2nd tue" or "last fri"'],
    [{ every: 'hour', on: 'mon' }, '--on goes with --every week or month, not with hour.'],
    [{ cron: '0 0 * * *', interval: '2' }, '--interval goes with --every.'],
    [{ at: '2026-12-08', until: '2026-12-09' }, 'leave out --until'],
    [{ at: '2026-02-30' }, 'there is no such day on the calendar'],
    [{ every: 'day', interval: 'two' }, '--interval "two" is no whole number.'],
    [{ every: 'day', interval: '0' }, '--interval: '],
    [{ every: 'day', zone: 'Europe/Pari' }, '--zone: there is no time zone "Europe/Pari"; did you mean Europe/Paris?'],
    [{ every: 'day', start: '2026-12-01', until: '2026-11-01' }, '--until: 2026-11-01T00:00 is before the start'],
    [{ rrule: 'FREQ=DAILY;BYHOUR=25' }, '--rrule: BYHOUR=25 is no number from 0 to 23.'],
    [{ cron: '0 0 30 2 *' }, '--cron: this names no day within 40 years'],
  ])('%o is refused with a word on what is wrong', (options, message) => {
    expect(() => read(options)).toThrow(message);
  });
});
