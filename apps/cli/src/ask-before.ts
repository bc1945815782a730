import { CliError } from './cli-error.ts';
import type { CommandContext } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';

export interface AskOptions {
  /** The person has agreed beforehand. */
  readonly yes?: boolean | undefined;
}

/**
 * Asks a person at a terminal before something is done that cannot be taken back. A script is asked nothing, so the
 * question, which may have to be looked up, is made only where it is asked.
 *
 * @throws CliError CANCELED when the answer is not yes
 */
export async function askBefore(
  { askYesNo }: Pick<CommandContext, 'askYesNo'>,
  { yes }: AskOptions,
  question: string | (() => Promise<string>),
): Promise<void> {
  if (yes === true || askYesNo === undefined) return;
  if (await askYesNo(typeof question === 'string' ? question : await question())) return;
  throw new CliError('Nothing was done.', exitCodes.CANCELED);
}
