import { Schedule } from '@rustine/contract';
import { describe, expect, it, test } from 'vitest';
import { nextOccurrences, occurrencesBetween } from './occurrences.ts';
import { writeOffset } from './wall-time.ts';

/** Runs from an instant on, as `local offset`, with what was asked for where the clock moved or doubled it. */
function runs(given: unknown, after: string, count = 4): string[] {
  return nextOccurrences(Schedule.parse(given), { after: new Date(after), count }).map(
    ({ local, offsetMinutes, moved }) =>
      `${local.slice(0, 16)} ${writeOffset(offsetMinutes)}${moved === null ? '' : ` ${moved.rule} ${moved.asked.slice(0, 16)}`}`,
  );
}

describe('a time that does not exist is moved forward by the length of the gap', () => {
  test.each([
    ['Europe/Paris', '2026-03-28T02:30', '2026-03-29T03:30 +02:00 GAP 2026-03-29T02:30'],
    ['America/New_York', '2026-03-07T02:30', '2026-03-08T03:30 -04:00 GAP 2026-03-08T02:30'],
    ['Australia/Lord_Howe', '2026-10-03T02:10', '2026-10-04T02:40 +11:00 GAP 2026-10-04T02:10'],
    ['America/Sao_Paulo', '2018-11-03T00:00', '2018-11-04T01:00 -02:00 GAP 2018-11-04T00:00'],
    ['Africa/Casablanca', '2026-03-21T02:30', '2026-03-22T03:30 +01:00 GAP 2026-03-22T02:30'],
  ])('%s, daily from %s', (timezone, start, expected) => {
    expect(runs({ kind: 'repeat', every: 'DAY', start, timezone }, `${start}Z`).join(', ')).toContain(expected);
  });

  it('and the next day is at its own time again', () => {
    const daily = { kind: 'repeat', every: 'DAY', start: '2020-01-01T02:30', timezone: 'Europe/Paris' };
    expect(runs(daily, '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T02:30 +01:00',
      '2026-03-29T03:30 +02:00 GAP 2026-03-29T02:30',
      '2026-03-30T02:30 +02:00',
    ]);
  });

  it('also when it is the start itself, and no later run drifts', () => {
    const daily = { kind: 'repeat', every: 'DAY', start: '2026-03-29T02:30', timezone: 'Europe/Paris' };
    expect(runs(daily, '2026-03-01T00:00:00Z', 2)).toEqual([
      '2026-03-29T03:30 +02:00 GAP 2026-03-29T02:30',
      '2026-03-30T02:30 +02:00',
    ]);
  });

  it('and runs once with the run that is there already', () => {
    const cron = { kind: 'cron', cron: '0,30 1-3 * * *', timezone: 'Europe/Paris' };
    expect(runs(cron, '2026-03-28T23:00:00Z', 5)).toEqual([
      '2026-03-29T01:00 +01:00',
      '2026-03-29T01:30 +01:00',
      '2026-03-29T03:00 +02:00',
      '2026-03-29T03:30 +02:00',
      '2026-03-30T01:00 +02:00',
    ]);
  });

  it('and runs in the order of the instants, not of the times asked for', () => {
    const cron = { kind: 'cron', cron: '10,50 2,3 29 3 *', timezone: 'Europe/Paris' };
    expect(runs({ ...cron, cron: '50 2 29 3 *' }, '2026-03-01T00:00:00Z', 1)).toEqual([
      '2026-03-29T03:50 +02:00 GAP 2026-03-29T02:50',
    ]);
    const both = { kind: 'rrule', rrule: 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=10,50', start: '2026-03-01T00:00' };
    expect(runs({ ...both, timezone: 'Europe/Paris' }, '2026-03-28T22:00:00Z', 2)).toEqual([
      '2026-03-29T03:10 +02:00',
      '2026-03-29T03:50 +02:00',
    ]);
    const crossed = { ...both, rrule: 'FREQ=MONTHLY;BYMONTHDAY=29;BYHOUR=2,3;BYMINUTE=15,45;BYSETPOS=2,3' };
    expect(runs({ ...crossed, timezone: 'Europe/Paris' }, '2026-03-28T22:00:00Z', 2)).toEqual([
      '2026-03-29T03:15 +02:00',
      '2026-03-29T03:45 +02:00 GAP 2026-03-29T02:45',
    ]);
  });

  it('by a whole day where an island leapt over one', () => {
    const daily = { kind: 'repeat', every: 'DAY', start: '2011-12-28T09:00', timezone: 'Pacific/Apia' };
    expect(runs(daily, '2011-12-28T00:00:00Z')).toEqual([
      '2011-12-28T09:00 -10:00',
      '2011-12-29T09:00 -10:00',
      '2011-12-31T09:00 +14:00',
      '2012-01-01T09:00 +14:00',
    ]);
    expect(runs({ kind: 'once', at: '2011-12-30T09:00', timezone: 'Pacific/Apia' }, '2011-12-01T00:00:00Z')).toEqual([
      '2011-12-31T09:00 +14:00 GAP 2011-12-30T09:00',
    ]);
  });
});

describe('a time that comes twice runs once, at the first', () => {
  test.each([
    ['Europe/Paris', '2026-10-24T02:30', '2026-10-25T02:30 +02:00 OVERLAP 2026-10-25T02:30'],
    ['America/New_York', '2026-10-31T01:30', '2026-11-01T01:30 -04:00 OVERLAP 2026-11-01T01:30'],
    ['Australia/Lord_Howe', '2026-04-04T01:45', '2026-04-05T01:45 +11:00 OVERLAP 2026-04-05T01:45'],
    ['America/Sao_Paulo', '2019-02-15T23:30', '2019-02-16T23:30 -02:00 OVERLAP 2019-02-16T23:30'],
    ['Africa/Casablanca', '2026-02-14T02:30', '2026-02-15T02:30 +01:00 OVERLAP 2026-02-15T02:30'],
  ])('%s, daily from %s', (timezone, start, expected) => {
    const shown = runs({ kind: 'repeat', every: 'DAY', start, timezone }, `${start}Z`, 5);
    expect(shown.filter((run) => run === expected)).toHaveLength(1);
    expect(shown.filter((run) => run.startsWith(expected.slice(0, 10)))).toHaveLength(1);
  });

  it('and so does each of several times of that hour', () => {
    const cron = { kind: 'cron', cron: '0,30 2,3 * * *', timezone: 'Europe/Paris' };
    expect(runs(cron, '2026-10-24T12:00:00Z')).toEqual([
      '2026-10-25T02:00 +02:00 OVERLAP 2026-10-25T02:00',
      '2026-10-25T02:30 +02:00 OVERLAP 2026-10-25T02:30',
      '2026-10-25T03:00 +01:00',
      '2026-10-25T03:30 +01:00',
    ]);
  });
});

describe('hours are real hours', () => {
  const hourly = { kind: 'repeat', every: 'HOUR', interval: 1, start: '2006-01-01T00:00', timezone: 'Europe/Paris' };

  it('so the hour that comes twice has two runs, and the one that does not exist has none', () => {
    expect(runs(hourly, '2026-10-24T23:30:00Z')).toEqual([
      '2026-10-25T02:00 +02:00',
      '2026-10-25T02:00 +01:00',
      '2026-10-25T03:00 +01:00',
      '2026-10-25T04:00 +01:00',
    ]);
    expect(runs(hourly, '2026-03-28T23:30:00Z', 3)).toEqual([
      '2026-03-29T01:00 +01:00',
      '2026-03-29T03:00 +02:00',
      '2026-03-29T04:00 +02:00',
    ]);
  });

  it.each(['FREQ=HOURLY', 'FREQ=MINUTELY;INTERVAL=60'])('also in the rule %s', (rrule) => {
    const { start, timezone } = hourly;
    expect(runs({ kind: 'rrule', rrule, start, timezone }, '2026-10-24T23:30:00Z')).toEqual(
      runs(hourly, '2026-10-24T23:30:00Z'),
    );
  });

  it('but those that a rule or a cron expression picks by the clock are read on the clock', () => {
    const byClock = { kind: 'rrule', rrule: 'FREQ=HOURLY;BYHOUR=1,2,3', start: '2020-01-01T00:00' };
    const expected = [
      '2026-10-25T01:00 +02:00',
      '2026-10-25T02:00 +02:00 OVERLAP 2026-10-25T02:00',
      '2026-10-25T03:00 +01:00',
    ];
    expect(runs({ ...byClock, timezone: 'Europe/Paris' }, '2026-10-24T12:00:00Z', 3)).toEqual(expected);
    const cron = { kind: 'cron', cron: '0 1-3 * * *', timezone: 'Europe/Paris' };
    expect(runs(cron, '2026-10-24T12:00:00Z', 3)).toEqual(expected);
  });
});

describe('bounds', () => {
  const daily = { kind: 'repeat', every: 'DAY', start: '2026-06-10T08:00', timezone: 'Asia/Kolkata' };
  const days = (given: unknown) => runs(given, '2026-01-01T00:00:00Z', 50).map((run) => run.slice(5, 10));

  it('nothing runs before the start or after the end, and both may be runs', () => {
    expect(days({ ...daily, until: '2026-06-12T08:00' })).toEqual(['06-10', '06-11', '06-12']);
    expect(days({ ...daily, until: '2026-06-12T07:59:59' })).toEqual(['06-10', '06-11']);
    expect(days({ ...daily, offsetDays: -1, until: '2026-06-12T08:00' })).toEqual(['06-10', '06-11', '06-12']);
    expect(days({ ...daily, offsetDays: 2, until: '2026-06-13T08:00' })).toEqual(['06-12', '06-13']);
  });

  it('COUNT and UNTIL of a rule count the days of the rule, which offsetDays shifts afterwards', () => {
    const rule = { kind: 'rrule', start: daily.start, timezone: daily.timezone, offsetDays: 3 };
    expect(days({ ...rule, rrule: 'FREQ=DAILY;COUNT=2' })).toEqual(['06-13', '06-14']);
    expect(days({ ...rule, rrule: 'FREQ=DAILY;UNTIL=20260611T080000' })).toEqual(['06-13', '06-14']);
    expect(days({ ...rule, rrule: 'FREQ=DAILY;UNTIL=20260611T023000Z' })).toEqual(['06-13', '06-14']);
    expect(days({ ...rule, rrule: 'FREQ=DAILY;UNTIL=20260611T022959Z' })).toEqual(['06-13']);
  });

  it('COUNT counts from the start, wherever one looks from', () => {
    const rule = { kind: 'rrule', start: daily.start, timezone: 'UTC', rrule: 'FREQ=DAILY;COUNT=10000' };
    expect(runs(rule, '2053-10-24T00:00:00Z', 5)).toEqual(['2053-10-24T08:00 +00:00', '2053-10-25T08:00 +00:00']);
  });

  it('a window takes its beginning and leaves out its end', () => {
    const [from, to] = [new Date('2026-06-11T02:30:00Z'), new Date('2026-06-13T02:30:00Z')];
    const found = occurrencesBetween(Schedule.parse(daily), { from, to, limit: 10 });
    expect(found.map(({ local }) => local)).toEqual(['2026-06-11T08:00:00', '2026-06-12T08:00:00']);
    expect(occurrencesBetween(Schedule.parse(daily), { from, to, limit: 1 })).toHaveLength(1);
  });

  it('a start that does not match the rule is no run', () => {
    const rule = { kind: 'rrule', rrule: 'FREQ=WEEKLY;BYDAY=FR', start: daily.start, timezone: 'UTC' };
    expect(days(rule).slice(0, 2)).toEqual(['06-12', '06-19']);
  });
});

describe('searches end soon', () => {
  it.each([
    'FREQ=DAILY',
    'FREQ=HOURLY',
    'FREQ=MINUTELY',
    'FREQ=MINUTELY;INTERVAL=7;BYHOUR=9',
    'FREQ=WEEKLY;BYDAY=TU',
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU',
  ])('%s that began twenty years ago gives its next run after few steps', (rrule) => {
    const given = { kind: 'rrule', rrule, start: '2006-01-15T02:00', timezone: 'Europe/Paris' };
    expect(runs(given, '2026-11-29T00:00:00Z', 1)).toHaveLength(1);
  });

  it.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;INTERVAL=24;BYHOUR=3',
    'FREQ=WEEKLY;BYSETPOS=9;BYDAY=MO',
    'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6',
    'FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29',
  ])('%s, which never comes, is given up', (rrule) => {
    const given = { kind: 'rrule', rrule, start: '2025-01-15T02:00', timezone: 'Europe/Paris' };
    expect(runs(given, '2026-11-29T00:00:00Z', 1)).toEqual([]);
  });
});
