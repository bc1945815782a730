import { scheduleUnits, weekdays, type NthWeekday, type ScheduleUnit, type Weekday } from '@rustine/contract';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** The part of a repeated schedule that `--on` says. */
export interface NamedDays {
  readonly weekdays?: Weekday[];
  readonly monthDay?: number | 'LAST';
  readonly nth?: NthWeekday;
}

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `day`, `days`, `daily` and so on. @throws CliError */
export function readUnit(given: string): ScheduleUnit {
  const word = given
    .toLowerCase()
    .replace(/ly$|s$/, '')
    .replace(/^dai$/, 'day');
  const unit = scheduleUnits.find((each) => each.toLowerCase() === word);
  if (unit === undefined) throw new CliError(`--every "${given}" is none of hour, day, week, month.`, exitCodes.USAGE);
  return unit;
}

/** @throws CliError that says what `--on` may be with that unit */
export function readDays(given: string, unit: ScheduleUnit): NamedDays {
  const text = given.trim().toLowerCase();
  if (unit === 'WEEK')
    return { weekdays: text.split(/[\s,]+/).map((word) => readWeekday(word) ?? refuse(given, unit)) };
  if (unit !== 'MONTH')
    throw new CliError(`--on goes with --every week or month, not with ${unit.toLowerCase()}.`, exitCodes.USAGE);
  if (text === 'last') return { monthDay: 'LAST' };
  const day = /^([1-9]|[12]\d|3[01])(st|nd|rd|th)?$/.exec(text)?.[1];
  if (day !== undefined) return { monthDay: Number(day) };
  const [, which = '', name = ''] = /^(last|[1-5](?:st|nd|rd|th)?)[\s-]*([a-z]+)$/.exec(text) ?? [];
  const weekday = readWeekday(name);
  if (weekday === undefined) return refuse(given, unit);
  return { nth: { which: which === 'last' ? 'LAST' : (Number(which[0]) as 1 | 2 | 3 | 4 | 5), weekday } };
}

/** By two letters or more: mo, mon, monday. */
function readWeekday(word: string): Weekday | undefined {
  return word.length < 2 ? undefined : weekdays[dayNames.findIndex((name) => name.startsWith(word))];
}

function refuse(given: string, unit: 'WEEK' | 'MONTH'): never {
  const allowed =
    unit === 'WEEK'
      ? 'weekdays such as "mon,thu"'
      : 'a day of the month (1 to 31, or last), or a weekday such as "2nd tue" or "last fri"';
  throw new CliError(`--on "${given}" cannot be read: give ${allowed}.`, exitCodes.USAGE);
}
