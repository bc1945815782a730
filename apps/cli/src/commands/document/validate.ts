import { validateDocument } from '@rustine/domain';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { readText } from './read-text.ts';
import { renderFaults } from './render-faults.ts';

/** Prints each fault with its place. */
export async function validateFile(context: CommandContext, file: string): Promise<ExitCode> {
  const { faults } = validateDocument(await readText(file));
  context.stdout.write(renderFaults(file, faults));
  return faults.length === 0 ? exitCodes.OK : exitCodes.FAILED;
}
