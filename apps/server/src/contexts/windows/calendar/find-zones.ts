import { instantOfLocalTime } from '@rustine/domain';
import ICAL from 'ical.js';

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
  const own = new Map<string, Zone>();
  for (const component of calendar.getAllSubcomponents('vtimezone')) {
    const name = component.getFirstPropertyValue('tzid');
    const location = component.getFirstPropertyValue('x-lic-location');
    if (typeof name !== 'string') continue;
    own.set(name, typeof location === 'string' && isIana(location) ? ianaZone(location) : describedZone(component));
  }
  return (name) => (isIana(name) ? ianaZone(name) : (own.get(name) ?? null));
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

function describedZone(component: ICAL.Component): Zone {
  const zone = new ICAL.Timezone(component);
  return {
    instantOf: (wall) => {
      const local = ICAL.Time.fromDateTimeString(new Date(wall).toISOString().slice(0, 19));
      return wall - zone.utcOffset(local) * 1000;
    },
  };
}
