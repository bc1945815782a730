import type { CreateWindowRequest, RustineClient, Schedule, Targets } from '@rustine/sdk';
import { AutomaticUpdatesPolicy, WINDOW_MINUTES_MAX } from '@rustine/contract';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { oneOf } from '../../one-of.ts';
import { readMinutes } from '../../read-minutes.ts';
import { resolveCompartment } from '../../resolve-names.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import type { ScheduleOptions } from '../../schedule/schedule-options.ts';
import { parseSelectors } from '../../targets/parse-selectors.ts';
import { readTargetFile } from '../../targets/read-target-file.ts';
import { resolveTargets } from '../../targets/resolve-targets.ts';

export interface WindowOptions extends ScheduleOptions {
  readonly patchTuesday?: boolean;
  readonly name?: string;
  readonly description?: string;
  readonly compartment?: string;
  readonly duration?: string;
  readonly cutoff?: string;
  readonly targets?: readonly string[];
  readonly targetFile?: string;
  readonly automaticUpdates?: string;
  readonly disabled?: boolean;
  readonly enabled?: boolean;
}

/** What the options say of a window; nothing of what they do not name. @throws CliError */
export async function readWindowSpec(
  client: RustineClient,
  options: WindowOptions,
  now: Date,
): Promise<Partial<CreateWindowRequest>> {
  const { name, description, compartment, duration, cutoff, automaticUpdates, disabled, enabled } = options;
  const schedule = readWindowSchedule(options, now);
  const targets = await readTargets(client, options);
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(schedule !== undefined && { schedule }),
    ...(duration !== undefined && {
      durationMinutes: readMinutes('--duration', duration, { min: 1, max: WINDOW_MINUTES_MAX }),
    }),
    ...(cutoff !== undefined && { cutoffMinutes: readMinutes('--cutoff', cutoff) }),
    ...(targets !== undefined && { targets }),
    ...(automaticUpdates !== undefined && { automaticUpdates: readPolicy(automaticUpdates) }),
    ...(disabled === true && { enabled: false }),
    ...(enabled === true && { enabled: true }),
  };
}

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** The second Tuesday of each month, on which Microsoft and many others publish, at a time of day. */
export function readWindowSchedule(options: WindowOptions, now: Date): Schedule | undefined {
  const { patchTuesday, at, every, rrule, cron, on, interval, zone, start, until, offsetDays } = options;
  if (patchTuesday === true) {
    const [, hour, minute] = TIME.exec(at?.trim() ?? '') ?? [];
    if (hour === undefined)
      throw new CliError('--patch-tuesday needs the time of day, as --at 22:00.', exitCodes.USAGE);
    const day = start?.trim().slice(0, 10) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zoneOf(zone) }).format(now);
    const begin = `${day} ${hour.padStart(2, '0')}:${minute}`;
    const rest = { ...(until !== undefined && { until }), ...(offsetDays !== undefined && { offsetDays }) };
    return readSchedule({ every: 'month', on: '2nd tue', zone, start: begin, ...rest }, now);
  }
  const given = [at, every, rrule, cron, on, interval, start, until, offsetDays].some((option) => option !== undefined);
  return given || zone !== 'UTC' ? readSchedule(options, now) : undefined;
}

/** A zone that there is not is told with the schedule's other faults. */
function zoneOf(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

async function readTargets(client: RustineClient, options: WindowOptions): Promise<Targets | undefined> {
  if (options.targets === undefined && options.targetFile === undefined) return undefined;
  const inFile = options.targetFile === undefined ? [] : await readTargetFile(options.targetFile);
  return resolveTargets(client, parseSelectors([...(options.targets ?? []), ...inFile]));
}

/** `off-outside` for OFF_OUTSIDE. */
function readPolicy(given: string): AutomaticUpdatesPolicy {
  const words = AutomaticUpdatesPolicy.options.map((each) => each.toLowerCase().replace('_', '-'));
  const index = words.indexOf(oneOf('--automatic-updates', given, words));
  return AutomaticUpdatesPolicy.options[index]!;
}
