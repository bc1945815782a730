import type { Freeze, FreezePeriod } from '@rustine/sdk';
import { instant } from '../../output/words.ts';

export function describePeriod({ from, to, summary }: FreezePeriod): string {
  return `${instant(from)} to ${instant(to)}${summary === '' ? '' : ` (${summary})`}`;
}

/** The period that holds now, or the next one. */
export function describeNext({ periods }: Freeze): string {
  const [next] = periods;
  return next === undefined ? 'never' : describePeriod(next);
}

export function describeSource({ source }: Freeze): string {
  const zone = source.kind === 'dates' || source.timezone === null ? '' : `, days of ${source.timezone}`;
  switch (source.kind) {
    case 'dates':
      return `${instant(source.from)} to ${instant(source.to)}`;
    case 'ical-url':
      return `the calendar ${source.url}${zone}`;
    case 'ical':
      return `a calendar that was given as text${zone}`;
    default:
      return source satisfies never;
  }
}

export function describeState({ enabled, active }: Freeze): string {
  if (!enabled) return 'disabled';
  return active ? 'holds now' : 'does not hold now';
}
