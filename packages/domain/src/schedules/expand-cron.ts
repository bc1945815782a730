import { Cron } from 'croner';
import type { WallTime } from './wall-time.ts';

const names = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@hourly'];

/** What is wrong with a cron expression; null for a good one. */
export function faultOfCron(cron: string): string | null {
  if (cron.startsWith('@'))
    return names.includes(cron.toLowerCase()) ? null : `"${cron}" is none of ${names.join(', ')}`;
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5)
    return `a cron expression has five fields (minute, hour, day, month, weekday), not ${fields.length}: a job starts at most once a minute`;
  const odd = fields.find((field) => !/^[0-9A-Za-z*,/#-]+$/.test(field));
  if (odd !== undefined) return `"${odd}" has a character that no field of a cron expression has`;
  try {
    parse(cron);
    return null;
  } catch (error) {
    return error instanceof Error ? clearer(error.message) : String(error);
  }
}

/** In the order of the library, whose patterns begin with seconds. */
const fieldNames = ['second', 'minute', 'hour', 'day', 'month', 'weekday'];

const ranges: Readonly<Record<string, string>> = {
  minute: 'a minute is 0 to 59',
  hour: 'an hour is 0 to 23',
  day: 'a day of the month is 1 to 31, or L for the last',
  month: 'a month is 1 to 12, or JAN to DEC',
  dayOfWeek: 'a weekday is 0 to 7 (both are Sunday), or SUN to SAT',
};

/** The library counts months from 0 in its messages, and fields with the seconds that nobody gave. */
function clearer(message: string): string {
  const range = ranges[/Invalid value for (\w+)/.exec(message)?.[1] ?? ''];
  if (range !== undefined) return range;
  const [, number, text] = /configuration entry (\d) \((.*?)\)/.exec(message) ?? [];
  if (number === undefined) return message.replace(/^Cron\w+: /, '');
  return `"${text}" is nothing that the ${fieldNames[Number(number)] ?? 'field'} of a cron expression can be`;
}

/**
 * The times that a cron expression names on the wall clock from `from` to `to` (both inclusive), in order. As in cron
 * itself, a day is good when the day of the month or the weekday matches, if neither is `*`.
 */
export function* expandCron(
  cron: string,
  { from, to }: { readonly from: WallTime; readonly to: WallTime },
): Generator<WallTime> {
  const pattern = parse(cron);
  let wall = pattern.nextRun(new Date(from - 1000))?.getTime();
  for (; wall !== undefined && wall <= to; wall = pattern.nextRun(new Date(wall))?.getTime()) yield wall;
}

/** In UTC, so that no rule of croner's about the change of the clock comes in: there is one policy for all schedules. */
function parse(cron: string): Cron {
  return new Cron(cron.trim(), { timezone: 'UTC', paused: true, ...(!cron.startsWith('@') && { mode: '5-part' }) });
}
