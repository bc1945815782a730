import { checkSchedule, occurrencesBetween, type Period } from '@rustine/domain';
import { CalendarFault } from './calendar-fault.ts';
import type { CalendarEvent, CalendarTime } from './read-events.ts';

const DAY = 86_400_000;
/** Later moments cannot be written down: a day before the end of the year 9999, whatever the zone. */
const LAST = Date.UTC(9999, 11, 31);

/** Instants between which periods are wanted. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The times that an event takes and that meet the range. Its rule is read on the wall clock, and each time then turned
 * into an instant, so that a change of the clock moves nothing. At the `replaced` instants another event stands in its
 * place. @throws CalendarFault for a rule that cannot be read, one with more than `limit` times, or a time without end
 */
export function expandEvent(
  event: CalendarEvent,
  { range, replaced, limit }: { readonly range: Range; readonly replaced: ReadonlySet<number>; readonly limit: number },
): Period[] {
  const { start, length, until, summary } = event;
  const isExcluded = excluder(event.excluded);
  const isOver = (from: number) => until !== null && from > until;
  const periods = new Map<number, Period>();
  const add = (each: CalendarTime, isRepeated: boolean): void => {
    refuseEndless(each.wall + length.days * DAY + length.ms, summary);
    const from = each.zone.instantOf(each.wall);
    const to = each.zone.instantOf(each.wall + length.days * DAY) + length.ms;
    if (isExcluded(each) || replaced.has(from) || (isRepeated && isOver(from))) return;
    if (to <= range.from.getTime() || from >= range.to.getTime()) return;
    periods.set(from, { from: new Date(from), to: new Date(to), summary });
  };
  for (const each of [start, ...event.added]) add(each, false);
  for (const each of repeated(event, range, limit)) add(each, true);
  return [...periods.values()];
}

function repeated({ rule, start, length, summary }: CalendarEvent, range: Range, limit: number): CalendarTime[] {
  if (rule === null) return [];
  // As if in UTC: which instants these times are is the event's zone to say.
  const schedule = { kind: 'rrule', rrule: rule, start: localOf(start), timezone: 'UTC' } as const;
  const [fault] = checkSchedule(schedule);
  if (fault !== undefined)
    throw new CalendarFault(`the event "${summary}" repeats in a way that is not understood: ${fault.message}`);
  // No zone is two days from UTC; and an event that began before the range may reach into it.
  const from = new Date(Math.max(0, range.from.getTime() - (length.days + 2) * DAY - length.ms));
  const to = new Date(range.to.getTime() + 2 * DAY);
  const found = occurrencesBetween(schedule, { from, to, limit: limit + 1 });
  if (found.length > limit)
    throw new CalendarFault(`the event "${summary}" comes more than ${limit} times in two years`);
  return found.map(({ at }) => ({ ...start, wall: at.getTime() }));
}

function refuseEndless(end: number, summary: string): void {
  if (end > LAST) throw new CalendarFault(`the event "${summary}" ends after the year 9999`);
}

function localOf({ wall }: CalendarTime): string {
  return new Date(wall).toISOString().slice(0, 19);
}

/** A whole day excludes what begins on it, whatever the time. */
function excluder(excluded: readonly CalendarTime[]): (time: CalendarTime) => boolean {
  const instants = new Set(excluded.map(({ wall, zone }) => zone.instantOf(wall)));
  const days = new Set(excluded.filter(({ isDay }) => isDay).map((time) => localOf(time).slice(0, 10)));
  return (time) => instants.has(time.zone.instantOf(time.wall)) || days.has(localOf(time).slice(0, 10));
}
