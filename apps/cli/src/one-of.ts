import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** The allowed value that was given, in whatever case. @throws CliError that names the option and what it may be. */
export function oneOf<Value extends string>(option: string, given: string, allowed: readonly Value[]): Value {
  const found = allowed.find((value) => value.toLowerCase() === given.toLowerCase());
  if (found !== undefined) return found;
  throw new CliError(`${option} "${given}" is none of ${allowed.join(', ')}.`, exitCodes.USAGE);
}
