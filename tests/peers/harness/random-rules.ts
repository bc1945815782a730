import { weekdays, type Schedule } from '@rustine/contract';
import fc from 'fast-check';

/** What both sides are asked: the runs of a schedule from one instant to another, both in seconds and inclusive. */
export interface AskedRuns {
  readonly schedule: Schedule;
  readonly from: number;
  readonly to: number;
}

/** Where the clock changes in all the ways that there are, and where it does not. */
const zones = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'UTC',
  'Pacific/Chatham',
  'America/St_Johns',
  'Africa/Cairo',
];

/** All ends before 2025: of later years two editions of the tz database may think differently. */
const [earliest, latest] = [Date.UTC(2005, 0, 1), Date.UTC(2012, 0, 1)];

/** Half of the times lie in the hours of the night at which clocks change. */
const time = fc
  .tuple(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 })), fc.constantFrom(0, 15, 30, 45, 59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`);
const start = fc
  .tuple(fc.integer({ min: earliest / 86_400_000, max: latest / 86_400_000 }), time)
  .map(([day, clock]) => `${new Date(day * 86_400_000).toISOString().slice(0, 10)}T${clock}`);

const some = <Value>(values: fc.Arbitrary<Value>, most = 3) =>
  fc.uniqueArray(values, { minLength: 1, maxLength: most }).map((list) => list.join(','));
const number = (min: number, max: number) => fc.integer({ min, max });
const signed = (max: number) => fc.oneof(number(1, max), number(-max, -1));
const nth = (most: number) =>
  fc
    .tuple(fc.oneof(fc.constant(''), signed(most).map(String)), fc.constantFrom(...weekdays))
    .map((pair) => pair.join(''));
const clock = {
  BYHOUR: some(fc.oneof(number(0, 4), number(0, 23))),
  BYMINUTE: some(number(0, 59)),
};

interface Kind {
  readonly parts: Readonly<Record<string, fc.Arbitrary<string>>>;
  readonly intervalMax: number;
  /** Days that are looked at, and at most how many lie between the start and them. */
  readonly days: number;
  readonly awayDays: number;
}

const weekday = some(fc.constantFrom(...weekdays), 4);
const month = some(number(1, 12), 4);
const kinds: Readonly<Record<string, Kind>> = {
  MINUTELY: {
    parts: { ...clock, BYDAY: weekday },
    intervalMax: 90,
    days: 2,
    awayDays: 2,
  },
  HOURLY: {
    parts: { ...clock, BYDAY: weekday, BYMONTHDAY: some(signed(31), 6), BYMONTH: month },
    intervalMax: 30,
    days: 20,
    awayDays: 60,
  },
  DAILY: {
    parts: { ...clock, BYDAY: weekday, BYMONTH: month, BYMONTHDAY: some(signed(31), 8), BYSETPOS: some(signed(3)) },
    intervalMax: 10,
    days: 120,
    awayDays: 1500,
  },
  WEEKLY: {
    parts: { ...clock, BYDAY: weekday, BYMONTH: month, BYSETPOS: some(signed(3)), WKST: fc.constantFrom(...weekdays) },
    intervalMax: 6,
    days: 400,
    awayDays: 1500,
  },
  MONTHLY: {
    parts: {
      ...clock,
      BYDAY: some(nth(5)),
      BYMONTH: month,
      BYMONTHDAY: some(signed(31), 8),
      BYSETPOS: some(signed(4)),
    },
    intervalMax: 6,
    days: 1200,
    awayDays: 1500,
  },
  YEARLY: {
    parts: {
      ...clock,
      BYDAY: some(nth(5)),
      BYMONTH: month,
      BYMONTHDAY: some(signed(31), 8),
      BYYEARDAY: some(signed(366), 8),
      BYWEEKNO: some(signed(53), 6),
      BYSETPOS: some(signed(4)),
      WKST: fc.constantFrom(...weekdays),
    },
    intervalMax: 4,
    days: 3000,
    awayDays: 1500,
  },
};

const partsOf = ({ parts }: Kind) => {
  const names = Object.keys(parts);
  return fc
    .subarray(names, { minLength: 0, maxLength: Math.min(4, names.length) })
    .chain((chosen) => fc.tuple(...chosen.map((name) => parts[name]!.map((value) => `${name}=${value}`))));
};

const end = (from: string) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: number(1, 400).map((count) => `COUNT=${count}`) },
    {
      weight: 1,
      arbitrary: number(1, 2000).map(
        (days) =>
          `UNTIL=${new Date(Date.parse(`${from}Z`) + days * 86_400_000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`,
      ),
    },
  );

const asked = (schedule: Schedule, began: string, kind: Kind) =>
  number(0, kind.awayDays).map((away): AskedRuns => {
    const from = Date.parse(`${began}Z`) / 1000 + (away - 1) * 86_400;
    return { schedule, from, to: from + kind.days * 86_400 };
  });

/** Rules of RFC 5545 with any of its parts. */
export const randomRule: fc.Arbitrary<AskedRuns> = fc
  .tuple(
    fc.constantFrom(
      'MINUTELY',
      'HOURLY',
      ...['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].flatMap((each) => [each, each, each]),
    ),
    start,
    fc.constantFrom(...zones),
  )
  .chain(([frequency, began, timezone]) => {
    const kind = kinds[frequency]!;
    return fc
      .tuple(fc.oneof(fc.constant(1), number(1, kind.intervalMax)), partsOf(kind), end(began))
      .chain(([interval, parts, last]) => {
        const rrule = [`FREQ=${frequency}`, ...(interval === 1 ? [] : [`INTERVAL=${interval}`]), ...parts, last];
        const schedule = {
          kind: 'rrule' as const,
          rrule: rrule.filter((part) => part !== '').join(';'),
          start: began,
          timezone,
        };
        return asked(schedule, began, kind);
      });
  });

/** Our own monthly form: by day with the month's end, or by the nth weekday, with a shift in days. */
export const randomMonthly: fc.Arbitrary<AskedRuns> = fc
  .record({
    start,
    timezone: fc.constantFrom(...zones),
    interval: number(1, 14),
    days: fc.oneof(
      fc.record({ monthDay: fc.oneof(number(1, 31), number(28, 31), fc.constant('LAST' as const)) }),
      fc.record({
        nth: fc.record({
          which: fc.constantFrom<(1 | 2 | 3 | 4 | 5 | 'LAST')[]>(1, 2, 3, 4, 5, 'LAST'),
          weekday: fc.constantFrom(...weekdays),
        }),
      }),
    ),
    offsetDays: fc.oneof(fc.constant(0), number(-31, 31)),
  })
  .chain(({ days, ...rest }) =>
    asked({ kind: 'repeat', every: 'MONTH', ...rest, ...days }, rest.start, kinds['MONTHLY']!),
  );
