import type { RunCommandRequest } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { oneOf } from '../../one-of.ts';

const ENDS = ['FINISH', 'CANCEL'] as const;
const RULES = ['LEAVE', 'WAKE'] as const;

export interface WindowOptions {
  /** `any`, or ids of windows. */
  readonly window?: readonly string[] | undefined;
  readonly atWindowEnd?: string | undefined;
  readonly power?: string | undefined;
  readonly overrideFreeze?: string | undefined;
}

/** When a run may start, and what it may do for that. @throws CliError that names the option at fault. */
export function readWindow({
  window,
  atWindowEnd,
  power,
  overrideFreeze,
}: WindowOptions): Pick<RunCommandRequest, 'window' | 'power' | 'overrideFreeze'> {
  if (window === undefined && atWindowEnd !== undefined) {
    throw new CliError('--at-window-end is for work in a window: name it with --window.', exitCodes.USAGE);
  }
  const atEnd = atWindowEnd === undefined ? undefined : oneOf('--at-window-end', atWindowEnd, ENDS);
  const windowIds = window?.includes('any') === true ? undefined : window;
  return {
    ...(window !== undefined && {
      window: { ...(windowIds !== undefined && { windowIds: [...windowIds] }), ...(atEnd !== undefined && { atEnd }) },
    }),
    ...(power !== undefined && { power: oneOf('--power', power, RULES) }),
    ...(overrideFreeze !== undefined && { overrideFreeze: { reason: overrideFreeze } }),
  };
}
