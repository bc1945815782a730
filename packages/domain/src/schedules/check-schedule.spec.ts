import { Schedule } from '@rustine/contract';
import { expect, it, test } from 'vitest';
import { checkSchedule } from './check-schedule.ts';

const zone = { timezone: 'Europe/Paris' };
const rule = (rrule: string) => ({ kind: 'rrule', rrule, start: '2026-12-01T22:00', ...zone });
const cron = (expression: string) => ({ kind: 'cron', cron: expression, ...zone });
const repeat = (rest: object) => ({ kind: 'repeat', every: 'DAY', start: '2026-12-01T22:00', ...zone, ...rest });
const faultsOf = (given: unknown) =>
  checkSchedule(Schedule.parse(given)).map(({ place, message }) => `${place}: ${message}`);

test.each([
  rule('FREQ=MONTHLY;BYDAY=2TU'),
  rule('freq=weekly;byday=mo,we;interval=2;wkst=su'),
  rule('FREQ=YEARLY;BYDAY=53FR'),
  rule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU'),
  rule('FREQ=DAILY;UNTIL=20261231T235959Z'),
  cron('0 22 * * 5'),
  cron('*/15 1-3 L * MON-FRI'),
  cron('@weekly'),
  repeat({ every: 'MONTH', nth: { which: 'LAST', weekday: 'FR' }, offsetDays: -3 }),
  repeat({ every: 'HOUR', interval: 6 }),
  { kind: 'once', at: '2026-12-01T22:00', ...zone },
])('%o is good', (given) => {
  expect(faultsOf(given)).toEqual([]);
});

test.each([
  ['FREQ=FOO', 'FREQ=FOO is none of'],
  ['BYDAY=MO', 'FREQ is missing'],
  ['FREQ=SECONDLY', 'more often than a job can start'],
  ['RRULE:FREQ=DAILY', 'no RRULE: in front'],
  ['FREQ=DAILY;', '"" is no part of a rule'],
  ['FREQ=DAILY;FREQ=DAILY', 'FREQ stands there twice'],
  ['FREQ=DAILY;X-FOO=1', 'X-FOO is no part of RFC 5545'],
  ['FREQ=MONTHLY;RSCALE=HEBREW', 'RFC 7529'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY=32 is no number from 1 to 31'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY=0 is no number from 1 to 31'],
  ['FREQ=DAILY;BYHOUR=25', 'BYHOUR=25 is no number from 0 to 23'],
  ['FREQ=DAILY;BYHOUR=-1', 'BYHOUR=-1 is no number'],
  ['FREQ=DAILY;BYSECOND=0,30', 'BYSECOND may name 1 value only'],
  ['FREQ=DAILY;COUNT=0', 'COUNT=0 is no number from 1'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL=0 is no number from 1'],
  ['FREQ=DAILY;COUNT=2;UNTIL=20270101T000000', 'COUNT or UNTIL, not both'],
  ['FREQ=DAILY;UNTIL=20270101', 'UNTIL=20270101 is no time such as'],
  ['FREQ=DAILY;UNTIL=20271301T000000', 'UNTIL=20271301T000000 is no time such as'],
  ['FREQ=WEEKLY;BYDAY=2TU', 'a number before the weekday goes with FREQ=MONTHLY or YEARLY only'],
  ['FREQ=MONTHLY;BYDAY=6TU', 'no month has more than five'],
  ['FREQ=MONTHLY;BYDAY=0TU', 'BYDAY=0TU is no weekday'],
  ['FREQ=MONTHLY;BYDAY=TUE', 'BYDAY=TUE is no weekday'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY goes with'],
  ['FREQ=MONTHLY;BYWEEKNO=1', 'BYWEEKNO goes with FREQ=YEARLY only'],
  ['FREQ=MONTHLY;BYYEARDAY=1', 'BYYEARDAY goes with'],
  ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS picks from what another BY part yields'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'it would never run'],
])('the rule %s is refused: %s', (rrule, message) => {
  expect(faultsOf(rule(rrule)).join('\n')).toContain(message);
  expect(checkSchedule(Schedule.parse(rule(rrule))).every(({ place }) => place === 'rrule')).toBe(true);
});

it('every fault of a rule is told at once', () => {
  expect(faultsOf(rule('FREQ=DAILY;BYHOUR=25;COUNT=0;X=1'))).toHaveLength(3);
});

test.each([
  ['0 22 * *', 'has five fields'],
  ['0 0 22 * * *', 'has five fields'],
  ['60 0 * * *', 'a minute is 0 to 59'],
  ['0 0 * 13 *', 'a month is 1 to 12'],
  ['0 0 * * FUN', '"FUN" is nothing that the weekday of a cron expression can be'],
  ['0 0 ? * *', '"?" has a character'],
  ['@reboot', '"@reboot" is none of'],
  ['0 0 30 2 *', 'it would never run'],
])('the cron expression %s is refused: %s', (expression, message) => {
  expect(faultsOf(cron(expression)).join('\n')).toContain(message);
});

test.each([
  [repeat({ timezone: 'Europe/Pari' }), 'timezone: there is no time zone "Europe/Pari"; did you mean Europe/Paris?'],
  [repeat({ timezone: 'new york' }), 'timezone: there is no time zone "new york"; did you mean America/New_York?'],
  [repeat({ timezone: 'Middle/Earth' }), 'timezone: there is no time zone "Middle/Earth": name one such as'],
  [repeat({ timezone: '+01:00' }), 'timezone: "+01:00" is an offset'],
  [repeat({ until: '2026-11-30T22:00' }), 'until: 2026-11-30T22:00 is before the start'],
  [repeat({ every: 'WEEK', weekdays: ['MO'], until: '2026-12-02T22:00' }), 'until: no run lies between'],
  [repeat({ weekdays: ['MO'] }), 'weekdays: goes with every WEEK only, not with DAY'],
  [repeat({ monthDay: 3 }), 'monthDay: goes with every MONTH only, not with DAY'],
  [repeat({ nth: { which: 1, weekday: 'MO' } }), 'nth: goes with every MONTH only, not with DAY'],
  [repeat({ every: 'MONTH', monthDay: 3, nth: { which: 1, weekday: 'MO' } }), 'nth: give nth or monthDay, not both'],
  [repeat({ every: 'HOUR', offsetDays: 1 }), 'offsetDays: hours and minutes that are counted'],
  [{ ...rule('FREQ=HOURLY'), offsetDays: 1 }, 'offsetDays: hours and minutes that are counted'],
])('%o is refused: %s', (given, message) => {
  expect(faultsOf(given).join('\n')).toContain(message);
});

test.each([
  '2026-02-30T10:00',
  '2026-12-01',
  '2026-12-01T24:00',
  '2026-12-01T10:00Z',
  '2026-12-01 10:00',
  '1969-12-31T23:59',
])('the local time %s is refused', (at) => {
  expect(Schedule.safeParse({ kind: 'once', at, ...zone }).success).toBe(false);
});
