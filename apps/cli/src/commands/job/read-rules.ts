import type { CreateJobRequest } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { oneOf } from '../../one-of.ts';
import { readMinutes } from '../../read-minutes.ts';

type Missed = NonNullable<CreateJobRequest['missed']>;
type Reboot = NonNullable<CreateJobRequest['reboot']>;

const LATE_MINUTES_MAX = 30 * 24 * 60;

/** `run-late:60m` or `skip`. @throws CliError */
export function readMissed(given: string): Missed {
  if (given.toLowerCase() === 'skip') return { kind: 'skip' };
  const length = /^run-late:(.+)$/i.exec(given)?.[1];
  if (length === undefined) {
    throw new CliError(`--missed "${given}" is neither run-late:LENGTH, as run-late:60m, nor skip.`, exitCodes.USAGE);
  }
  return { kind: 'run-late', withinMinutes: readMinutes('--missed', length, { min: 1, max: LATE_MINUTES_MAX }) };
}

export interface RebootOptions {
  readonly reboot?: string | undefined;
  readonly rebootAtWindowEnd?: string | undefined;
}

const words = ['if-needed', 'never', 'always'] as const;
const options = { 'if-needed': 'IF_NEEDED', never: 'NEVER', always: 'ALWAYS' } as const;

/**
 * When the machines are restarted; undefined when nothing is said of it. What is not said stays as it was `before`, but
 * who never restarts needs no window for that. @throws CliError that names the option at fault.
 */
export function readReboot(
  { reboot, rebootAtWindowEnd }: RebootOptions,
  windowIds: string[] | undefined,
  before: Reboot | null,
): Reboot | undefined {
  if (reboot === undefined && rebootAtWindowEnd === undefined && windowIds === undefined) return undefined;
  const option = reboot === undefined ? (before?.option ?? 'IF_NEEDED') : options[oneOf('--reboot', reboot, words)];
  if (option === 'NEVER') {
    if (windowIds === undefined && rebootAtWindowEnd === undefined) return { option };
    throw new CliError('--reboot never: there is no restart to have a window; leave it out.', exitCodes.USAGE);
  }
  const ids = windowIds ?? before?.windowIds;
  if (ids === undefined && rebootAtWindowEnd !== undefined) {
    throw new CliError('--reboot-at-window-end goes with --reboot-window.', exitCodes.USAGE);
  }
  const atEnd =
    rebootAtWindowEnd === undefined
      ? before?.atEnd
      : oneOf('--reboot-at-window-end', rebootAtWindowEnd, ['FINISH', 'CANCEL']);
  return { option, ...(ids !== undefined && { windowIds: ids }), ...(atEnd !== undefined && { atEnd }) };
}
