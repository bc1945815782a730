import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';

/**
 * A value from a file, or from standard input for `-`. Editors and `echo` end a line with a line break that is no part of
 * a password, so that of a single line is dropped; what has several lines (a key) is taken as it is.
 * @throws CliError when there is no such file, or it is not UTF-8.
 */
export async function readValue(file: string): Promise<string> {
  const bytes = file === '-' ? await buffer(process.stdin) : await readBytes(file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    const place = file === '-' ? 'Standard input' : file;
    throw new CliError(`${place} is not UTF-8 text.`, exitCodes.FAILED, { cause: error });
  }
  const line = text.replace(/\r?\n$/, '');
  return line.includes('\n') ? text : line;
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CliError(`There is no file ${file}.`, exitCodes.NOT_FOUND, { cause: error });
  }
}
