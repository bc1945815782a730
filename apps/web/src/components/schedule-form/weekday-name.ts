import { weekdays, type Weekday } from './schedule-draft.ts';

/** In the language, as in "Monday"; 1 January 2024 was one. */
export function weekdayName(day: Weekday, language: string, width: 'long' | 'short' = 'long'): string {
  const date = new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day)));
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(date);
}

/** Of a local time, YYYY-MM-DD…. */
export function weekdayOf(local: string): Weekday {
  const day = new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return weekdays[(day + 6) % 7] ?? 'MO';
}
