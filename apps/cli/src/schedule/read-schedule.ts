import { LocalTime, Schedule } from '@rustine/contract';
import { checkSchedule } from '@rustine/domain';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readDays, readUnit } from './read-days.ts';
import type { ScheduleOptions } from './schedule-options.ts';

/** Which option a field of the schedule came from. */
const optionOf: Readonly<Record<string, string>> = {
  at: '--at',
  every: '--every',
  interval: '--interval',
  weekdays: '--on',
  monthDay: '--on',
  nth: '--on',
  rrule: '--rrule',
  cron: '--cron',
  start: '--start',
  until: '--until',
  offsetDays: '--offset-days',
  timezone: '--zone',
};

/**
 * The schedule that the options describe. Where a start is needed and none was given, it is today's midnight on the
 * clock of the zone; `now` tells what today is.
 * @throws CliError that names each option at fault and the remedy
 */
export function readSchedule(options: ScheduleOptions, now: Date): Schedule {
  const raw = readKind(options, now);
  const parsed = Schedule.safeParse(raw);
  if (!parsed.success) {
    throw refusal(parsed.error.issues.map(({ path, message }) => ({ place: String(path[0] ?? ''), message })));
  }
  const faults = checkSchedule(parsed.data);
  if (faults.length > 0) throw refusal(faults);
  return parsed.data;
}

function readKind(options: ScheduleOptions, now: Date): Readonly<Record<string, unknown>> {
  const { at, every, rrule, cron, zone: timezone } = options;
  const given = [at, every, rrule, cron].filter((option) => option !== undefined).length;
  if (given !== 1) throw new CliError('Say when: by one of --at, --every, --rrule or --cron.', exitCodes.USAGE);
  if (every === undefined) refuseOption(options, 'interval', '--interval goes with --every.');
  if (every === undefined) refuseOption(options, 'on', '--on goes with --every week or month.');
  if (at !== undefined) {
    refuseOption(options, 'start', '--at is the only run: leave out --start.');
    refuseOption(options, 'until', '--at is the only run: leave out --until.');
    refuseOption(options, 'offsetDays', '--at is the only run: leave out --offset-days.');
    return { kind: 'once', at: readTime('--at', at), timezone };
  }
  const bounds = {
    timezone,
    ...(options.start !== undefined && { start: readTime('--start', options.start) }),
    ...(options.until !== undefined && { until: readTime('--until', options.until) }),
    ...(options.offsetDays !== undefined && { offsetDays: readNumber('--offset-days', options.offsetDays) }),
  };
  if (cron !== undefined) return { kind: 'cron', cron, ...bounds };
  const start = { start: midnight(timezone, now), ...bounds };
  if (rrule !== undefined) return { kind: 'rrule', rrule: rrule.replace(/^RRULE:/i, ''), ...start };
  const unit = readUnit(every ?? '');
  return {
    kind: 'repeat',
    every: unit,
    ...start,
    ...(options.interval !== undefined && { interval: readNumber('--interval', options.interval) }),
    ...(options.on !== undefined && readDays(options.on, unit)),
  };
}

function refuseOption(options: ScheduleOptions, name: keyof ScheduleOptions, message: string): void {
  if (options[name] !== undefined) throw new CliError(message, exitCodes.USAGE);
}

/** `2026-12-08 22:00`, `2026-12-08T22:00:30`, or a day alone, for its midnight. */
function readTime(option: string, given: string): string {
  const text = given
    .trim()
    .replace(/\s+/, 'T')
    .replace(/^\d{4}-\d\d-\d\d$/, '$&T00:00');
  const parsed = LocalTime.safeParse(text);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? '';
  throw new CliError(`${option} "${given}" is no time such as "2026-12-08 22:00": ${message}.`, exitCodes.USAGE);
}

function readNumber(option: string, given: string): number {
  if (/^[+-]?\d{1,6}$/.test(given)) return Number(given);
  throw new CliError(`${option} "${given}" is no whole number.`, exitCodes.USAGE);
}

/** A zone that there is not is told later, with the other faults. */
function midnight(timezone: string, now: Date): string {
  try {
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(now);
    return `${day}T00:00`;
  } catch {
    return `${now.toISOString().slice(0, 10)}T00:00`;
  }
}

function refusal(faults: readonly { readonly place: string; readonly message: string }[]): CliError {
  const lines = faults.map(({ place, message }) => `${optionOf[place] ?? place}: ${message}`);
  if (lines.length === 1)
    return new CliError(`${lines[0]}${lines[0]?.endsWith('?') === true ? '' : '.'}`, exitCodes.USAGE);
  return new CliError(`This schedule cannot run:${lines.map((line) => `\n  ${line}`).join('')}`, exitCodes.USAGE);
}
