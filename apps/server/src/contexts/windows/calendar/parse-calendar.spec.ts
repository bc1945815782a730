import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { CalendarFault } from './calendar-fault.ts';
import { parseCalendar } from './parse-calendar.ts';

const range = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2028-11-01T00:00:00Z') };

/** A calendar of these lines, with line ends as RFC 5545 wants them. */
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:one', 'SUMMARY:Freeze', ...lines, 'END:VEVENT'];
const read = (text: string, timezone: string | null = null) =>
  parseCalendar(text, { range, timezone }).map(({ from, to }) => `${from.toISOString()} ${to.toISOString()}`);
const readEvent = (...lines: string[]) => read(calendar(...event(...lines)));

/** As Outlook writes it: a name of its own, and a description. */
const OUTLOOK_ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

describe('a time of an event', () => {
  it.each<[string, string[], string[]]>([
    [
      'in UTC',
      ['DTSTART:20261224T100000Z', 'DTEND:20261224T120000Z'],
      ['2026-12-24T10:00:00.000Z 2026-12-24T12:00:00.000Z'],
    ],
    [
      'in a zone',
      ['DTSTART;TZID=Europe/Paris:20261224T180000', 'DURATION:P1DT2H'],
      ['2026-12-24T17:00:00.000Z 2026-12-25T19:00:00.000Z'],
    ],
    ['without an end takes none', ['DTSTART:20261224T100000Z'], []],
    [
      'a whole day is one in UTC',
      ['DTSTART;VALUE=DATE:20261224'],
      ['2026-12-24T00:00:00.000Z 2026-12-25T00:00:00.000Z'],
    ],
    [
      'days end before the day of their end',
      ['DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20270102'],
      ['2026-12-24T00:00:00.000Z 2027-01-02T00:00:00.000Z'],
    ],
    ['one that is canceled does not count', ['DTSTART;VALUE=DATE:20261224', 'STATUS:CANCELLED'], []],
    [
      'one that is marked as free counts',
      ['DTSTART;VALUE=DATE:20261224', 'TRANSP:TRANSPARENT'],
      ['2026-12-24T00:00:00.000Z 2026-12-25T00:00:00.000Z'],
    ],
    ['one that is over does not count', ['DTSTART;VALUE=DATE:20251224'], []],
    [
      'one that has begun counts whole',
      ['DTSTART;VALUE=DATE:20261001', 'DTEND;VALUE=DATE:20261201'],
      ['2026-10-01T00:00:00.000Z 2026-12-01T00:00:00.000Z'],
    ],
  ])('%s', (_what, lines, expected) => {
    expect(readEvent(...lines)).toEqual(expected);
  });

  it('of a zone that the calendar describes is read by its description, in summer and in winter', () => {
    const lines = event(
      'DTSTART;TZID=W. Europe Standard Time:20261224T180000',
      'DURATION:PT1H',
      'RDATE;TZID=W. Europe Standard Time:20270701T180000',
    );
    expect(read(calendar(...OUTLOOK_ZONE, ...lines))).toEqual([
      '2026-12-24T17:00:00.000Z 2026-12-24T18:00:00.000Z',
      '2027-07-01T16:00:00.000Z 2027-07-01T17:00:00.000Z',
    ]);
  });

  it.each([
    ['UTC unless somebody says otherwise', [], null, '2026-12-24T00:00:00.000Z 2026-12-25T00:00:00.000Z'],
    [
      'the zone of the calendar',
      ['X-WR-TIMEZONE:Europe/Paris'],
      null,
      '2026-12-23T23:00:00.000Z 2026-12-24T23:00:00.000Z',
    ],
    [
      'the zone of the freeze before that',
      ['X-WR-TIMEZONE:Europe/Paris'],
      'Asia/Tokyo',
      '2026-12-23T15:00:00.000Z 2026-12-24T15:00:00.000Z',
    ],
  ])('that is a whole day begins at the midnight of %s', (_what, lines, timezone, expected) => {
    expect(read(calendar(...lines, ...event('DTSTART;VALUE=DATE:20261224')), timezone)).toEqual([expected]);
  });

  it('is a local day of 23 hours when the clock goes forward', () => {
    expect(read(calendar(...event('DTSTART;VALUE=DATE:20270328')), 'Europe/Paris')).toEqual([
      '2027-03-27T23:00:00.000Z 2027-03-28T22:00:00.000Z',
    ]);
  });
});

describe('an event that repeats', () => {
  it('comes as its rule says, within two years, at the same time of the clock on the wall', () => {
    const found = readEvent(
      'DTSTART;TZID=Europe/Paris:20200131T220000',
      'DURATION:PT4H',
      'RRULE:FREQ=MONTHLY;BYMONTHDAY=-1',
    );
    // The first began before the range and reaches into it.
    expect(found).toHaveLength(25);
    expect(found[1]).toBe('2026-11-30T21:00:00.000Z 2026-12-01T01:00:00.000Z');
    expect(found.find((each) => each.startsWith('2027-07-31'))).toContain('2027-07-31T20:00:00.000Z');
  });

  it('of whole days with an end that is a day comes on that day too', () => {
    expect(readEvent('DTSTART;VALUE=DATE:20261224', 'RRULE:FREQ=DAILY;UNTIL=20261226')).toHaveLength(3);
  });

  it('that began before the range reaches into it', () => {
    expect(readEvent('DTSTART;VALUE=DATE:20251025', 'DURATION:P10D', 'RRULE:FREQ=YEARLY;COUNT=2')).toEqual([
      '2026-10-25T00:00:00.000Z 2026-11-04T00:00:00.000Z',
    ]);
  });

  it.each([['EXDATE;TZID=Europe/Paris:20261202T220000'], ['EXDATE:20261202T210000Z'], ['EXDATE;VALUE=DATE:20261202']])(
    'leaves out what %s names',
    (exdate) => {
      const found = readEvent(
        'DTSTART;TZID=Europe/Paris:20261201T220000',
        'DURATION:PT1H',
        'RRULE:FREQ=DAILY;COUNT=3',
        exdate,
      );
      expect(found.map((each) => each.slice(0, 10))).toEqual(['2026-12-01', '2026-12-03']);
    },
  );

  it('gives way, one time of it, to an event that stands in its place, and to nothing where that one is canceled', () => {
    const rule = event('DTSTART:20261201T220000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3');
    const moved = event('RECURRENCE-ID:20261202T220000Z', 'DTSTART:20261205T100000Z', 'DURATION:PT2H');
    const gone = event(
      'RECURRENCE-ID:20261203T220000Z',
      'DTSTART:20261203T220000Z',
      'DURATION:PT1H',
      'STATUS:CANCELLED',
    );
    expect(read(calendar(...rule, ...moved, ...gone))).toEqual([
      '2026-12-01T22:00:00.000Z 2026-12-01T23:00:00.000Z',
      '2026-12-05T10:00:00.000Z 2026-12-05T12:00:00.000Z',
    ]);
  });
});

describe('a calendar is refused whole', () => {
  const zone = (rule: string) => OUTLOOK_ZONE.map((line) => (line.startsWith('RRULE') ? `RRULE:${rule}` : line));
  const inZone = event('DTSTART;TZID=W. Europe Standard Time:20261224T180000', 'DURATION:PT1H');

  const good = event('DTSTART;VALUE=DATE:20261224');
  it.each<[string, string, string]>([
    ['with a zone of every second', calendar(...zone('FREQ=SECONDLY'), ...inZone), 'is described by a rule'],
    [
      'with a zone that never changes',
      calendar(...zone('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), ...inZone),
      'is described by a rule',
    ],
    ['that holds no text', calendar(`X-A:${String.fromCodePoint(0)}`, ...good), 'characters that no text has'],
    ['that is none', 'hello', 'not in the form of iCalendar'],
    ['that is empty', ' ', 'not in the form of iCalendar'],
    ['that is something else', '{"status":"ok"}', 'it does not begin with BEGIN:VCALENDAR'],
    ['that is a page', '<!doctype html><title>Sign in: here</title>', 'not in the form of iCalendar'],
    ['that was cut off', calendar(...good).slice(0, -20), 'not in the form of iCalendar'],
    ['with a time that is none', calendar(...good, ...event('DTSTART:soon')), 'the event "Freeze" cannot be read'],
    ['with an event without a start', calendar(...good, ...event('DTEND:20261224T100000Z')), 'it has no DTSTART'],
    [
      'with a zone that nobody knows',
      calendar(...event('DTSTART;TZID=Nowhere:20261224T100000', 'DURATION:PT1H')),
      '"Nowhere" is not known',
    ],
    [
      'with a rule of every second',
      calendar(...event('DTSTART:20261224T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=SECONDLY')),
      'not understood',
    ],
    [
      'with a rule of every minute',
      calendar(...event('DTSTART:20261224T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=MINUTELY')),
      'more than 5000 times',
    ],
    [
      'with an event that no time is long enough for',
      calendar(...event('DTSTART;TZID=Europe/Paris:20261224T100000', 'DURATION:P9999999999D')),
      'ends after the year 9999',
    ],
    [
      'with one that repeats',
      calendar(...event('DTSTART:20261224T100000Z', 'DURATION:P5000000D', 'RRULE:FREQ=DAILY')),
      'ends after the year 9999',
    ],
  ])('%s', (_what, text, message) => {
    expect(() => read(text)).toThrow(CalendarFault);
    expect(() => read(text)).toThrow(message);
  });
});

test('what an event is called is one line of at most 200 characters', () => {
  const [period] = parseCalendar(
    calendar('BEGIN:VEVENT', `SUMMARY:a\\nb\u001B[31m${'x'.repeat(300)}`, 'DTSTART;VALUE=DATE:20261224', 'END:VEVENT'),
    {
      range,
      timezone: null,
    },
  );
  expect(period?.summary).toMatch(/^a b \[31mx+$/);
  expect(period?.summary.length).toBeLessThanOrEqual(200);
});

test('whatever text is given, it is a calendar or a CalendarFault', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...OUTLOOK_ZONE,
      'BEGIN:VEVENT',
      'END:VEVENT',
      'DTSTART:20261224T100000Z',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY',
      'EXDATE:x',
    ),
    fc
      .tuple(fc.constantFrom('DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'SUMMARY', 'TZID'), fc.string())
      .map(([name, value]) => `${name}:${value}`),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      expect(outcome(calendar(...lines))).toMatch(/^(periods|fault)$/);
    }),
    { numRuns: 2_000 },
  );
});

/** `periods` when each of them has a length, `fault` for a CalendarFault, and what went wrong else. */
function outcome(text: string): string {
  try {
    const periods = parseCalendar(text, { range, timezone: null });
    return periods.every(({ from, to }) => from < to) ? 'periods' : 'a period without length';
  } catch (error) {
    return error instanceof CalendarFault ? 'fault' : String(error);
  }
}
