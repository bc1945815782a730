import { orderPeriods, type Period } from '@rustine/domain';
import ICAL from 'ical.js';
import { CalendarFault } from './calendar-fault.ts';
import { expandEvent, type Range } from './expand-event.ts';
import { findZones, utc, type Zone } from './find-zones.ts';
import { readEvent, type CalendarEvent } from './read-events.ts';

/** A calendar of freezes has dozens of each. More is a calendar of something else, and costs the server its time. */
const EVENTS_MAX = 5_000;
const RULES_MAX = 200;
const PERIODS_MAX = 5_000;

/** PostgreSQL holds it in no text. */
const NUL = String.fromCodePoint(0);

export interface CalendarQuestion {
  readonly range: Range;
  /** Zone of whole days and of times that name none, in place of the calendar's own (X-WR-TIMEZONE); UTC if neither says. */
  readonly timezone: string | null;
}

/**
 * The times of a calendar's events (RFC 5545) that meet the range, in order. Every event that is not canceled counts,
 * also one that is marked as free. @throws CalendarFault: a calendar is taken whole or not at all
 */
export function parseCalendar(text: string, { range, timezone }: CalendarQuestion): Period[] {
  const events = calendarsOf(text).flatMap((calendar) => eventsOf(calendar, timezone));
  if (events.length > EVENTS_MAX) throw new CalendarFault(`it has more than ${EVENTS_MAX} events`);
  if (events.filter(({ rule }) => rule !== null).length > RULES_MAX)
    throw new CalendarFault(`it has more than ${RULES_MAX} events that repeat`);
  const replaced = replacedOf(events);
  const periods: Period[] = [];
  for (const event of events) {
    if (event.canceled) continue;
    const others = event.replaces === null ? replaced.get(event.uid) : undefined;
    periods.push(...expandEvent(event, { range, replaced: others ?? new Set(), limit: PERIODS_MAX }));
    if (periods.length > PERIODS_MAX) throw new CalendarFault(`it has more than ${PERIODS_MAX} times in two years`);
  }
  return orderPeriods(periods);
}

function calendarsOf(text: string): ICAL.Component[] {
  const list = parseText(text.trim()).map((each) => new ICAL.Component(each));
  const calendars = list.filter(({ name }) => name === 'vcalendar');
  if (calendars.length === 0)
    throw new CalendarFault('it is not in the form of iCalendar: there is no BEGIN:VCALENDAR');
  return calendars;
}

function parseText(text: string): unknown[][] {
  if (text.includes(NUL))
    throw new CalendarFault('it is not in the form of iCalendar: it holds characters that no text has');
  // The parser has no words of its own for what is no calendar at all.
  if (!/^begin:/i.test(text))
    throw new CalendarFault('it is not in the form of iCalendar: it does not begin with BEGIN:VCALENDAR');
  try {
    // One component is a list that begins with its name; several are a list of such lists.
    const parsed = ICAL.parse(text) as unknown[];
    return typeof parsed[0] === 'string' ? [parsed] : (parsed as unknown[][]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CalendarFault(`it is not in the form of iCalendar: ${reason}`, { cause: error });
  }
}

function eventsOf(calendar: ICAL.Component, timezone: string | null): CalendarEvent[] {
  const named = findZones(calendar);
  const zones = { named, floating: floatingZone(calendar, named, timezone) };
  return calendar.getAllSubcomponents('vevent').map((event) => readEvent(event, zones));
}

function floatingZone(calendar: ICAL.Component, named: (name: string) => Zone | null, timezone: string | null): Zone {
  const own = calendar.getFirstPropertyValue('x-wr-timezone');
  const name = timezone ?? (typeof own === 'string' && own !== '' ? own : null);
  if (name === null) return utc;
  const zone = named(name);
  if (zone === null) throw new CalendarFault(`its time zone (X-WR-TIMEZONE) "${name}" is not known`);
  return zone;
}

/** The instants, by uid, at which an event of its own stands in the place of a repeated one, a canceled one included. */
function replacedOf(events: readonly CalendarEvent[]): ReadonlyMap<string, ReadonlySet<number>> {
  const replaced = new Map<string, Set<number>>();
  for (const { uid, replaces } of events) {
    if (replaces === null) continue;
    const those = replaced.get(uid) ?? new Set();
    replaced.set(uid, those.add(replaces.zone.instantOf(replaces.wall)));
  }
  return replaced;
}
