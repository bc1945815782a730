import { checkSchedule, instantOfLocalTime } from '@rustine/domain';
import ICAL from 'ical.js';
import { CalendarFault } from './calendar-fault.ts';

/** The milliseconds that a reading of the clock on the wall would have in UTC; no instant by itself. */
export type WallTime = number;

export interface Zone {
  /** Milliseconds since 1970. */
  instantOf(wall: WallTime): number;
}

export const utc: Zone = { instantOf: (wall) => wall };

/**
 * Zones by the names that a calendar uses: one of the IANA database is that one, whatever the calendar says of it; one of
 * the calendar's own (`W. Europe Standard Time`) goes by the calendar's VTIMEZONE. Null for one that is neither.
 */
export function findZones(calendar: ICAL.Component): (name: string) => Zone | null {
  const found = new Map<string, Zone | null>();
  const find = (name: string): Zone | null => {
    if (isIana(name)) return ianaZone(name);
    const own = calendar.getAllSubcomponents('vtimezone').find((each) => each.getFirstPropertyValue('tzid') === name);
    if (own === undefined) return null;
    const location = own.getFirstPropertyValue('x-lic-location');
    return typeof location === 'string' && isIana(location) ? ianaZone(location) : describedZone(own, name);
  };
  return (name) => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const zone = find(name);
    found.set(name, zone);
    return zone;
  };
}

/** Whether it is a name of the IANA database that this Node knows. */
export function isIana(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function ianaZone(name: string): Zone {
  return { instantOf: (wall) => instantOfLocalTime(new Date(wall).toISOString().slice(0, 19), name).getTime() };
}

function describedZone(component: ICAL.Component, name: string): Zone {
  for (const part of component.getAllSubcomponents()) {
    for (const rule of part.getAllProperties('rrule')) refuseRule(String(rule.getFirstValue()), name);
  }
  const zone = new ICAL.Timezone(component);
  return {
    instantOf: (wall) => {
      const local = ICAL.Time.fromDateTimeString(new Date(wall).toISOString().slice(0, 19));
      return wall - zone.utcOffset(local) * 1000;
    },
  };
}

/** The library expands these rules, and never comes back from one that names no day or every second. */
function refuseRule(text: string, name: string): void {
  const rrule = text.replace(/;?UNTIL=[^;]*/, '');
  const [fault] = checkSchedule({ kind: 'rrule', rrule, start: '1970-01-01T00:00', timezone: 'UTC' });
  if (fault === undefined && /(^|;)FREQ=YEARLY(;|$)/.test(rrule)) return;
  throw new CalendarFault(`the time zone "${name}" is described by a rule that is not understood: ${text}`);
}
