import { weekdays } from '@rustine/contract';

export const frequencies = ['MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof frequencies)[number];

/** A part of a rule, and the fault in its value; null for a good one. */
export type PartCheck = (value: string, part: string) => string | null;

/** Numbers with a comma between them, each from `least` to `most`; with `signed` also counted from the end, and then never 0. */
function numbers(least: number, most: number, { signed = false, only = 366 } = {}): PartCheck {
  return (value, part) => {
    const list = value.split(',');
    if (list.length > only) return `${part} may name ${only} value only, since a job starts at most once a minute`;
    const wrong = list.find((text) => {
      if (!(signed ? /^[+-]?\d{1,5}$/ : /^\d{1,5}$/).test(text)) return true;
      const size = signed ? Math.abs(Number(text)) : Number(text);
      return size < least || size > most;
    });
    if (wrong === undefined) return null;
    return `${part}=${wrong} is no number from ${least} to ${most}${signed ? `, or from -${most} to -${least}` : ''}`;
  };
}

/** How many of a weekday a period may have. A 53rd one is left out: no library at hand counts it right. */
const ORDINAL_MAX = 52;

const byDay: PartCheck = (value) => {
  const wrong = value.split(',').find((text) => {
    const [, ordinal = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
    if (!weekdays.some((weekday) => weekday === day)) return true;
    return ordinal !== '' && (Number(ordinal) === 0 || Math.abs(Number(ordinal)) > ORDINAL_MAX);
  });
  return wrong === undefined
    ? null
    : `BYDAY=${wrong} is no weekday such as MO, 2TU or -1FR (at most the ${ORDINAL_MAX}nd)`;
};

const oneWeekday: PartCheck = (value, part) =>
  weekdays.some((weekday) => weekday === value) ? null : `${part}=${value} is no weekday such as MO`;

/** Times of a rule are bounded so that a bad rule costs nobody more than a moment. */
export const INTERVAL_MAX = 1000;
export const COUNT_MAX = 10_000;

/** RFC 5545, 3.3.10, in the order in which the RFC tells them. */
export const partChecks: Readonly<Record<string, PartCheck>> = {
  FREQ: (value) =>
    frequencies.some((frequency) => frequency === value)
      ? null
      : value === 'SECONDLY'
        ? 'FREQ=SECONDLY is more often than a job can start: MINUTELY is the shortest'
        : `FREQ=${value} is none of ${frequencies.join(', ')}`,
  UNTIL: (value) =>
    /^\d{8}T([01]\d|2[0-3])[0-5]\d[0-5]\dZ?$/.test(value) && !Number.isNaN(readUntil(value).at)
      ? null
      : `UNTIL=${value} is no time such as 20261231T235959 (on the wall clock) or 20261231T235959Z (UTC)`,
  COUNT: numbers(1, COUNT_MAX, { only: 1 }),
  INTERVAL: numbers(1, INTERVAL_MAX, { only: 1 }),
  BYSECOND: numbers(0, 59, { only: 1 }),
  BYMINUTE: numbers(0, 59),
  BYHOUR: numbers(0, 23),
  BYDAY: byDay,
  BYMONTHDAY: numbers(1, 31, { signed: true }),
  BYYEARDAY: numbers(1, 366, { signed: true }),
  BYWEEKNO: numbers(1, 53, { signed: true }),
  BYMONTH: numbers(1, 12),
  BYSETPOS: numbers(1, 366, { signed: true }),
  WKST: oneWeekday,
};

/** `utc` tells an instant from a time on the wall clock. */
export function readUntil(value: string): { readonly at: number; readonly utc: boolean } {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(value) ?? [];
  return { at: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`), utc: value.endsWith('Z') };
}
