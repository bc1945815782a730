import { Schedule, type ScheduleRule } from '@rustine/contract';
import { expect, it, test } from 'vitest';
import { describeSchedule } from './describe-schedule.ts';
import { nextOccurrences } from './occurrences.ts';
import { toRRule } from './to-rrule.ts';

const parse = (given: object) =>
  Schedule.parse({ kind: 'repeat', start: '2027-01-31T22:00', timezone: 'Europe/Paris', ...given });
const days = (given: object, count = 5) =>
  nextOccurrences(parse(given), { after: new Date('2027-01-01T00:00:00Z'), count }).map(({ local }) =>
    local.slice(0, 10),
  );

test.each([
  [{ every: 'HOUR', interval: 6 }, 'FREQ=HOURLY;INTERVAL=6'],
  [{ every: 'DAY' }, 'FREQ=DAILY'],
  [{ every: 'WEEK', weekdays: ['SU', 'MO', 'MO'] }, 'FREQ=WEEKLY;BYDAY=MO,SU'],
  [{ every: 'WEEK' }, 'FREQ=WEEKLY;BYDAY=SU'],
  [{ every: 'MONTH', monthDay: 15 }, 'FREQ=MONTHLY;BYMONTHDAY=15'],
  [{ every: 'MONTH' }, 'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1'],
  [{ every: 'MONTH', monthDay: 'LAST' }, 'FREQ=MONTHLY;BYMONTHDAY=-1'],
  [{ every: 'MONTH', nth: { which: 2, weekday: 'TU' } }, 'FREQ=MONTHLY;BYDAY=2TU'],
  [{ every: 'MONTH', nth: { which: 'LAST', weekday: 'FR' } }, 'FREQ=MONTHLY;BYDAY=-1FR'],
])('%o is the rule %s', (given, rrule) => {
  expect(toRRule(parse(given))).toBe(rrule);
});

test.each([31, 30, 29])('monthly on the %ith is on the last day of a shorter month', (monthDay) => {
  expect(days({ every: 'MONTH', monthDay, start: '2027-01-01T22:00' }, 4)).toEqual([
    `2027-01-${monthDay}`,
    '2027-02-28',
    `2027-03-${monthDay}`,
    `2027-04-${Math.min(30, monthDay)}`,
  ]);
  expect(days({ every: 'MONTH', monthDay, start: '2028-02-01T22:00' }, 1)).toEqual(['2028-02-29']);
});

it('monthly from the 31st on is on the month end', () => {
  expect(days({ every: 'MONTH' }, 3)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31']);
});

it('a plain rule on the 31st leaves out the shorter months', () => {
  const rule = { kind: 'rrule', rrule: 'FREQ=MONTHLY' };
  expect(days(rule, 3)).toEqual(['2027-01-31', '2027-03-31', '2027-05-31']);
});

it('a yearly rule on 29 February leaves out the years without it', () => {
  const rule = { kind: 'rrule', rrule: 'FREQ=YEARLY', start: '2028-02-29T22:00' };
  expect(days(rule, 3)).toEqual(['2028-02-29', '2032-02-29', '2036-02-29']);
});

it('a fifth weekday is left out where a month has four', () => {
  expect(days({ every: 'MONTH', nth: { which: 5, weekday: 'FR' }, start: '2027-01-01T22:00' }, 3)).toEqual([
    '2027-01-29',
    '2027-04-30',
    '2027-07-30',
  ]);
});

it('Patch Tuesday plus 3 days may lie in the second week and crosses into the next month when it has to', () => {
  const patchTuesday = { every: 'MONTH', nth: { which: 2, weekday: 'TU' }, start: '2027-01-01T22:00' };
  expect(days({ ...patchTuesday, offsetDays: 3 }, 3)).toEqual(['2027-01-15', '2027-02-12', '2027-03-12']);
  expect(days({ ...patchTuesday, offsetDays: 20 }, 2)).toEqual(['2027-02-01', '2027-03-01']);
});

test.each<[object, ScheduleRule[]]>([
  [{ every: 'DAY' }, ['GAP', 'OVERLAP']],
  [{ every: 'DAY', timezone: 'UTC' }, []],
  [{ every: 'HOUR' }, ['ELAPSED']],
  [{ every: 'MONTH' }, ['GAP', 'OVERLAP', 'MONTH_END']],
  [{ every: 'MONTH', monthDay: 28 }, ['GAP', 'OVERLAP']],
  [{ every: 'MONTH', nth: { which: 5, weekday: 'FR' } }, ['GAP', 'OVERLAP', 'SHORT_MONTHS']],
  [{ kind: 'rrule', rrule: 'FREQ=MONTHLY' }, ['GAP', 'OVERLAP', 'SHORT_MONTHS']],
  [{ kind: 'rrule', rrule: 'FREQ=HOURLY;BYDAY=MO' }, ['GAP', 'OVERLAP', 'CLOCK_HOURS']],
  [{ kind: 'rrule', rrule: 'FREQ=MINUTELY;INTERVAL=30' }, ['ELAPSED']],
  [{ kind: 'cron', cron: '0 * * * *' }, ['GAP', 'OVERLAP', 'CLOCK_HOURS']],
  [{ kind: 'cron', cron: '0 22 * * *' }, ['GAP', 'OVERLAP']],
])('%o depends on the rules %j', (given, rules) => {
  expect(describeSchedule(parse(given)).rules).toEqual(rules);
});

it('has the parts that any language needs for a sentence', () => {
  expect(describeSchedule(parse({ every: 'MONTH', nth: { which: 2, weekday: 'TU' }, offsetDays: 3 }))).toEqual({
    kind: 'repeat',
    timezone: 'Europe/Paris',
    every: 'MONTH',
    interval: 1,
    days: { kind: 'NTH_WEEKDAY', which: 2, weekday: 'TU' },
    time: '22:00',
    text: null,
    start: '2027-01-31T22:00',
    until: null,
    offsetDays: 3,
    rules: ['GAP', 'OVERLAP'],
  });
});
