import { DAY } from './wall-time.ts';

/** Days since 1 January 1970, on the Gregorian calendar. */
export type DayNumber = number;

export function dayNumber(year: number, month: number, day: number): DayNumber {
  return Date.UTC(year, month - 1, day) / DAY;
}

export function yearOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCFullYear();
}

/** 1 to 12. */
export function monthOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCMonth() + 1;
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayIndex(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The last day before or on `day` that is the given weekday. */
export function weekStart(day: DayNumber, firstWeekday: number): DayNumber {
  return day - ((weekdayIndex(day) - firstWeekday + 7) % 7);
}

/** Where week 1 of a year begins: the first week with at least four days in that year (RFC 5545, and ISO 8601). */
export function firstWeekOf(year: number, firstWeekday: number): DayNumber {
  return weekStart(dayNumber(year, 1, 4), firstWeekday);
}
