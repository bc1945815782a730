import { type Frequency, frequencies, partChecks, readUntil } from './rrule-parts.ts';

export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: { readonly at: number; readonly utc: boolean } | null;
  /** The BY parts, as `BYDAY` to `2TU`. */
  readonly by: ReadonlyMap<string, string>;
  /** The rule without COUNT and UNTIL, which are applied outside the library that expands it. */
  readonly endless: string;
}

export type ParsedRule = { readonly rule: RecurrenceRule } | { readonly faults: readonly string[] };

/** Each fault names the part; a rule without faults is one that RFC 5545 allows and that we expand as it says. */
export function parseRRule(text: string): ParsedRule {
  const parts = new Map<string, string>();
  const faults: string[] = [];
  for (const piece of text.toUpperCase().split(';')) {
    const [, name, value] = /^([A-Z-]+)=(.+)$/.exec(piece) ?? [];
    if (name === undefined || value === undefined) {
      faults.push(
        `"${piece}" is no part of a rule: each is NAME=VALUE, with a semicolon between them and no RRULE: in front`,
      );
    } else if (parts.has(name)) {
      faults.push(`${name} stands there twice`);
    } else {
      const fault = Object.hasOwn(partChecks, name) ? partChecks[name]?.(value, name) : unknownPart(name);
      if (typeof fault === 'string') faults.push(fault);
      parts.set(name, value);
    }
  }
  const frequency = frequencies.find((each) => each === parts.get('FREQ'));
  if (frequency === undefined && !parts.has('FREQ')) faults.push('FREQ is missing: how often, such as FREQ=WEEKLY');
  if (faults.length > 0 || frequency === undefined) return { faults };
  const together = faultsTogether(frequency, parts);
  if (together.length > 0) return { faults: together };
  const until = parts.get('UNTIL');
  const endless = [...parts].filter(([name]) => name !== 'COUNT' && name !== 'UNTIL');
  return {
    rule: {
      frequency,
      interval: Number(parts.get('INTERVAL') ?? 1),
      count: parts.has('COUNT') ? Number(parts.get('COUNT')) : null,
      until: until === undefined ? null : readUntil(until),
      by: new Map([...parts].filter(([name]) => name.startsWith('BY'))),
      endless: endless.map(([name, value]) => `${name}=${value}`).join(';'),
    },
  };
}

function unknownPart(name: string): string {
  if (name === 'RSCALE' || name === 'SKIP')
    return `${name} is of RFC 7529, which is not supported: the calendar is the Gregorian one`;
  return `${name} is no part of RFC 5545: there are ${Object.keys(partChecks).join(', ')}`;
}

const subDaily: readonly Frequency[] = ['HOURLY', 'MINUTELY'];

/** What RFC 5545 forbids of parts that are good alone. */
function faultsTogether(frequency: Frequency, parts: ReadonlyMap<string, string>): string[] {
  const days = (parts.get('BYDAY') ?? '').split(',').filter((day) => day.length > 2);
  const ordinalMax = Math.max(0, ...days.map((day) => Math.abs(Number(day.slice(0, -2)))));
  const ofMonth = frequency === 'MONTHLY' || parts.has('BYMONTH');
  const only = (name: string, allowed: readonly Frequency[]) =>
    parts.has(name) && !allowed.includes(frequency) && `${name} goes with FREQ=${allowed.join(' or ')} only`;
  return [
    parts.has('COUNT') && parts.has('UNTIL') && 'give COUNT or UNTIL, not both',
    days.length > 0 &&
      !['MONTHLY', 'YEARLY'].includes(frequency) &&
      `BYDAY=${days.join(',')}: a number before the weekday goes with FREQ=MONTHLY or YEARLY only`,
    days.length > 0 && parts.has('BYWEEKNO') && 'BYDAY with numbers and BYWEEKNO exclude each other',
    ofMonth && ordinalMax > 5 && `BYDAY=${days.join(',')}: no month has more than five of a weekday`,
    only('BYWEEKNO', ['YEARLY']),
    only('BYYEARDAY', ['YEARLY', 'HOURLY', 'MINUTELY']),
    only('BYMONTHDAY', ['DAILY', 'MONTHLY', 'YEARLY', 'HOURLY', 'MINUTELY']),
    parts.has('BYSETPOS') &&
      ![...parts.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS') &&
      'BYSETPOS picks from what another BY part yields, and there is none',
    // It would pick within one hour or minute; nobody means that, and it defeats every short cut of the search.
    parts.has('BYSETPOS') &&
      subDaily.includes(frequency) &&
      `BYSETPOS with FREQ=${frequency} is not supported: write FREQ=DAILY with BYHOUR and BYMINUTE`,
  ].filter((fault) => typeof fault === 'string');
}

/** Steps of real time: hourly or by minutes, with nothing that looks at the clock on the wall. */
export function stepMillisecondsOf({ frequency, interval, by }: RecurrenceRule): number | null {
  if (by.size > 0) return null;
  if (frequency === 'HOURLY') return interval * 3_600_000;
  return frequency === 'MINUTELY' ? interval * 60_000 : null;
}
