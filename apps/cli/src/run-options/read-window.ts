import type { RunCommandRequest, RustineClient } from '@rustine/sdk';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { oneOf } from '../one-of.ts';
import { resolveWindows } from '../resolve-names.ts';

const ENDS = ['FINISH', 'CANCEL'] as const;
const RULES = ['LEAVE', 'WAKE'] as const;

export interface WindowOptions {
  /** `any`, or ids or names of windows. */
  readonly window?: readonly string[] | undefined;
  readonly atWindowEnd?: string | undefined;
  readonly power?: string | undefined;
  readonly overrideFreeze?: string | undefined;
}

/**
 * When something may start, and what may be done for that. @throws CliError that names the option at fault, or the window
 * that is not there.
 */
export async function readWindow(
  client: RustineClient,
  { window, atWindowEnd, power, overrideFreeze }: WindowOptions,
): Promise<Pick<RunCommandRequest, 'window' | 'power' | 'overrideFreeze'>> {
  if (window === undefined && atWindowEnd !== undefined) {
    throw new CliError('--at-window-end is for work in a window: name it with --window.', exitCodes.USAGE);
  }
  const atEnd = atWindowEnd === undefined ? undefined : oneOf('--at-window-end', atWindowEnd, ENDS);
  const rule = power === undefined ? undefined : oneOf('--power', power, RULES);
  const isAny = window?.includes('any') === true;
  const windowIds = isAny || window === undefined ? undefined : await resolveWindows(client, window);
  return {
    ...(window !== undefined && {
      window: { ...(windowIds !== undefined && { windowIds }), ...(atEnd !== undefined && { atEnd }) },
    }),
    ...(rule !== undefined && { power: rule }),
    ...(overrideFreeze !== undefined && { overrideFreeze: { reason: overrideFreeze } }),
  };
}
