import type { Freeze, MaintenanceWindow, UpcomingExecution, WindowOccurrence } from '@rustine/sdk';
import { dayOf } from '../../../format/zoned-time.ts';
import { daysBetween } from './month.ts';

/** The executions of one job on one day. */
export interface DayRun {
  readonly first: UpcomingExecution;
  readonly count: number;
}

/** The part of an opening that lies on a day. */
export interface DayWindow {
  readonly id: string;
  readonly name: string;
  readonly occurrence: WindowOccurrence;
  /** It opens on this day; else it went on from the day before. */
  readonly opens: boolean;
}

export interface CalendarDay {
  readonly runs: readonly DayRun[];
  readonly windows: readonly DayWindow[];
  readonly freezes: readonly string[];
}

export interface CalendarContent {
  readonly executions: readonly UpcomingExecution[];
  readonly openings: readonly {
    readonly window: MaintenanceWindow;
    readonly occurrences: readonly WindowOccurrence[];
  }[];
  readonly freezes: readonly Freeze[];
}

/** What lies on each day of the calendar of a zone, by YYYY-MM-DD; days without anything are left out. */
export function fillDays({ executions, openings, freezes }: CalendarContent, zone: string): Map<string, CalendarDay> {
  const days = new Map<string, { runs: DayRun[]; windows: DayWindow[]; freezes: string[] }>();
  const at = (day: string) => {
    const found = days.get(day) ?? { runs: [], windows: [], freezes: [] };
    days.set(day, found);
    return found;
  };
  for (const execution of executions) {
    const { runs } = at(dayOf(execution.at, zone));
    const known = runs.findIndex(({ first }) => isAlike(first, execution));
    const before = runs[known];
    if (before === undefined) runs.push({ first: execution, count: 1 });
    else runs[known] = { ...before, count: before.count + 1 };
  }
  for (const { window, occurrences } of openings) {
    for (const occurrence of occurrences) {
      for (const [index, day] of spanned(occurrence.opensAt, occurrence.closesAt, zone).entries())
        at(day).windows.push({ id: window.id, name: window.name, occurrence, opens: index === 0 });
    }
  }
  for (const { name, enabled, periods } of freezes) {
    if (!enabled) continue;
    for (const { from, to } of periods) {
      for (const day of spanned(from, to, zone)) if (!at(day).freezes.includes(name)) at(day).freezes.push(name);
    }
  }
  return days;
}

/** They are told together: the same job, and nothing sets one of them apart. */
function isAlike(one: UpcomingExecution, other: UpcomingExecution): boolean {
  return (
    one.jobId === other.jobId &&
    one.kind === other.kind &&
    one.skipped === other.skipped &&
    one.freezes.length > 0 === other.freezes.length > 0
  );
}

/** The days from an instant up to another one, which is outside. */
function spanned(from: string, to: string, zone: string): string[] {
  return daysBetween(dayOf(from, zone), dayOf(Date.parse(to) - 1, zone));
}
