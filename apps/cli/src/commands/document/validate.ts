import { validateDocument } from '@rustine/domain';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { readText } from './read-text.ts';
import { renderFaults } from './render-faults.ts';

/** Prints each fault with its place, and on stderr what is worth reading and refuses nothing. */
export async function validateFile(context: CommandContext, file: string): Promise<ExitCode> {
  const { faults, notes } = validateDocument(await readText(file));
  context.stdout.write(renderFaults(file, faults));
  context.stderr.write(renderFaults(file, notes, 'note: '));
  return faults.length === 0 ? exitCodes.OK : exitCodes.FAILED;
}
