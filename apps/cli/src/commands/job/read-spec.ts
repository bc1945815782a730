import type { CreateJobRequest, RustineClient, ScheduledJob, Targets } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { resolveCompartment, resolveWindow, resolveWindows } from '../../resolve-names.ts';
import { readWaves, type WaveOptions } from '../../run-options/read-waves.ts';
import { readWindow, type WindowOptions } from '../../run-options/read-window.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import type { ScheduleOptions } from '../../schedule/schedule-options.ts';
import { parseSelectors } from '../../targets/parse-selectors.ts';
import { readTargetFile } from '../../targets/read-target-file.ts';
import { resolveTargets } from '../../targets/resolve-targets.ts';
import { readAction, type ActionOptions } from './read-action.ts';
import { readMissed, readReboot, type RebootOptions } from './read-rules.ts';

/** False stands for `--no-waves` and `--no-window`: the job is to have none any more. */
export interface JobOptions
  extends
    ScheduleOptions,
    ActionOptions,
    RebootOptions,
    Omit<WaveOptions, 'waves'>,
    Omit<WindowOptions, 'window' | 'overrideFreeze'> {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly compartment?: string | undefined;
  readonly targets?: readonly string[] | undefined;
  readonly targetFile?: string | undefined;
  readonly withWindow?: string | undefined;
  readonly now?: boolean | undefined;
  readonly missed?: string | undefined;
  readonly rebootWindow?: readonly string[] | undefined;
  readonly waves?: string | false | undefined;
  readonly window?: readonly string[] | false | undefined;
  readonly maxConcurrency?: string | undefined;
  readonly maxErrors?: string | undefined;
  readonly deliveryTimeout?: number | undefined;
}

export interface ReadOn {
  readonly now: Date;
  /** The job that is changed; null for a new one. */
  readonly before: ScheduledJob | null;
}

/** What the options say of a job; nothing of what they do not name. @throws CliError that names the option at fault. */
export async function readJobSpec(
  client: RustineClient,
  options: JobOptions,
  { now, before }: ReadOn,
): Promise<Partial<CreateJobRequest>> {
  const { name, description, compartment, missed, maxConcurrency, maxErrors, deliveryTimeout } = options;
  const action = await readAction(options);
  const waves = options.waves === false ? null : await readWaves({ ...options, waves: options.waves });
  const late = missed === undefined ? undefined : readMissed(missed);
  const schedule = await readJobSchedule(client, options, now);
  const targets = await readTargets(client, options);
  const { window, power } = await readWindow(client, { ...options, window: windowsOf(options) });
  const rebootIds = options.rebootWindow && (await resolveWindows(client, options.rebootWindow));
  const reboot = readReboot(options, rebootIds, before?.reboot ?? null);
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(action !== undefined && { action }),
    ...(targets !== undefined && { targets }),
    ...(schedule !== undefined && { schedule }),
    ...(late !== undefined && { missed: late }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(maxErrors !== undefined && { maxErrors }),
    ...(waves !== undefined && { waves }),
    ...(options.window === false ? { window: null } : window !== undefined && { window }),
    ...(reboot !== undefined && { reboot }),
    // A document asks for its own restarts, so that what was said of them goes with the action before.
    ...(reboot === undefined && action?.kind === 'document' && before?.reboot && { reboot: null }),
    ...(power !== undefined && { power }),
    ...(deliveryTimeout !== undefined && { deliverySeconds: deliveryTimeout }),
  };
}

/** Which windows it holds to: those named, or the one that a job follows when something is said of its end. */
function windowsOf({ window, withWindow, atWindowEnd }: JobOptions): readonly string[] | undefined {
  if (window === false) return undefined;
  return window ?? (withWindow !== undefined && atWindowEnd !== undefined ? [withWindow] : undefined);
}

async function readJobSchedule(
  client: RustineClient,
  options: JobOptions,
  now: Date,
): Promise<CreateJobRequest['schedule'] | undefined> {
  const { at, every, rrule, cron, on, interval, zone, start, until, offsetDays, withWindow } = options;
  const isGiven =
    zone !== 'UTC' ||
    [at, every, rrule, cron, on, interval, start, until, offsetDays].some((option) => option !== undefined);
  const alone = withWindow !== undefined ? '--with-window' : options.now === true ? '--now' : undefined;
  if (alone === undefined) return isGiven ? readSchedule(options, now) : undefined;
  if (isGiven || (withWindow !== undefined && options.now === true)) {
    const message = `${alone} is all that says when: leave out --at, --every, --zone and the like.`;
    throw new CliError(message, exitCodes.USAGE);
  }
  return withWindow === undefined
    ? { kind: 'now' }
    : { kind: 'window', windowId: await resolveWindow(client, withWindow) };
}

async function readTargets(
  client: RustineClient,
  { targets, targetFile }: Pick<JobOptions, 'targets' | 'targetFile'>,
): Promise<Targets | undefined> {
  if (targets === undefined && targetFile === undefined) return undefined;
  const inFile = targetFile === undefined ? [] : await readTargetFile(targetFile);
  return resolveTargets(client, parseSelectors([...(targets ?? []), ...inFile]));
}
