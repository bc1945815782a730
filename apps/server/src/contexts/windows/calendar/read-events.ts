import ICAL from 'ical.js';
import { CalendarFault } from './calendar-fault.ts';
import { utc, type WallTime, type Zone } from './find-zones.ts';

/** A point of time as a calendar writes it. */
export interface CalendarTime {
  readonly wall: WallTime;
  readonly zone: Zone;
  /** A whole day, of which `wall` is the midnight. */
  readonly isDay: boolean;
}

/** How long an event is: days by the calendar, and then milliseconds that really pass. */
export interface EventLength {
  readonly days: number;
  readonly ms: number;
}

export interface CalendarEvent {
  readonly uid: string;
  readonly summary: string;
  readonly start: CalendarTime;
  readonly length: EventLength;
  /** RFC 5545, without its UNTIL. */
  readonly rule: string | null;
  /** The last instant at which the rule may begin an event. */
  readonly until: number | null;
  readonly added: readonly CalendarTime[];
  readonly excluded: readonly CalendarTime[];
  /** It stands in the place of the event of the same uid that would begin then. */
  readonly replaces: CalendarTime | null;
  readonly canceled: boolean;
}

/** The zones of a calendar: by name, and that of times which name none. */
export interface CalendarZones {
  readonly named: (name: string) => Zone | null;
  readonly floating: Zone;
}

const DAY = 86_400_000;
const SUMMARY_MAX = 200;

/** Reads one VEVENT. @throws CalendarFault that names the event */
export function readEvent(event: ICAL.Component, zones: CalendarZones): CalendarEvent {
  const summary = summaryOf(event);
  try {
    const times = (name: string) => event.getAllProperties(name).flatMap((property) => timesOf(property, zones));
    const [start] = times('dtstart');
    if (start === undefined) throw new CalendarFault('it has no DTSTART');
    return {
      uid: textOf(event, 'uid'),
      summary,
      start,
      length: lengthOf(event, start, times('dtend')[0]),
      ...ruleOf(event, start),
      added: times('rdate'),
      excluded: times('exdate'),
      replaces: times('recurrence-id')[0] ?? null,
      canceled: textOf(event, 'status').toUpperCase() === 'CANCELLED',
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CalendarFault(`the event "${summary}" cannot be read: ${reason}`, { cause: error });
  }
}

function textOf(event: ICAL.Component, name: string): string {
  const value = event.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}

/** One line, since what a calendar says is shown in tables and on terminals. */
function summaryOf(event: ICAL.Component): string {
  const line = textOf(event, 'summary').replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.slice(0, SUMMARY_MAX).toWellFormed().trim();
}

function timesOf(property: ICAL.Property, zones: CalendarZones): CalendarTime[] {
  const name = property.getFirstParameter('tzid');
  const named = name === undefined ? undefined : zones.named(name);
  if (named === null)
    throw new CalendarFault(`the time zone "${name}" is not known, and the calendar does not describe it`);
  return property.getValues().map((value: unknown) => {
    // Of a PERIOD the start counts; it is as long as the event.
    const time = value instanceof ICAL.Period ? value.start : value;
    if (!(time instanceof ICAL.Time)) throw new CalendarFault(`${property.name.toUpperCase()} is no time`);
    const wall = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
    const isUtc = time.zone === ICAL.Timezone.utcTimezone;
    return { wall, zone: isUtc ? utc : (named ?? zones.floating), isDay: time.isDate };
  });
}

/** RFC 5545, 3.6.1: a day without an end is one day long, a time without one takes no time. */
function lengthOf(event: ICAL.Component, start: CalendarTime, end: CalendarTime | undefined): EventLength {
  if (end !== undefined) {
    if (start.isDay) return { days: Math.max(1, Math.round((end.wall - start.wall) / DAY)), ms: 0 };
    return { days: 0, ms: end.zone.instantOf(end.wall) - start.zone.instantOf(start.wall) };
  }
  const duration = event.getFirstPropertyValue('duration');
  if (!(duration instanceof ICAL.Duration)) return { days: start.isDay ? 1 : 0, ms: 0 };
  const { weeks, days, hours, minutes, seconds, isNegative } = duration;
  if (isNegative) return { days: 0, ms: 0 };
  return { days: weeks * 7 + days, ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
}

function ruleOf(event: ICAL.Component, start: CalendarTime): Pick<CalendarEvent, 'rule' | 'until'> {
  const given = event.getFirstPropertyValue('rrule');
  if (given === null) return { rule: null, until: null };
  const parts = String(given).split(';');
  const rule = parts.filter((part) => !part.startsWith('UNTIL=')).join(';');
  const text = parts.find((part) => part.startsWith('UNTIL='))?.slice('UNTIL='.length);
  if (text === undefined) return { rule, until: null };
  const [, year, month, day, hour = '23', minute = '59', second = '59'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?/.exec(text) ?? [];
  const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(wall)) throw new CalendarFault(`UNTIL=${text} is no time`);
  return { rule, until: text.endsWith('Z') ? wall : start.zone.instantOf(wall) };
}
