import { readFile } from 'node:fs/promises';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';

/** The text of a document's file. @throws CliError when it is not there or is not UTF-8. */
export async function readText(file: string): Promise<string> {
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
