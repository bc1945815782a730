import { readFile } from 'node:fs/promises';
import { validateDocument } from '@rustine/domain';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';

/** Prints each fault as `file:line:column: message`, the form that editors and CI systems turn into links. */
export async function validateFile(context: CommandContext, file: string): Promise<ExitCode> {
  const { faults } = validateDocument(await readText(file));
  for (const fault of faults) {
    const place = [file, fault.line, fault.column].filter((part) => part !== undefined).join(':');
    context.stdout.write(`${place}: ${fault.message}${fault.path === '' ? '' : ` (${fault.path})`}\n`);
  }
  return faults.length === 0 ? exitCodes.OK : exitCodes.FAILED;
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new CliError(`There is no file ${file}.`, exitCodes.NOT_FOUND, { cause: error });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new CliError(`${file} is not UTF-8 text.`, exitCodes.FAILED, { cause: error });
    }
    throw error;
  }
}
