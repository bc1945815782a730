import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Targets of a file, or of stdin for `-`: one or several a line, empty lines and those that begin with # passed over. */
export async function readTargetFile(path: string): Promise<string[]> {
  const content = path === '-' ? await text(process.stdin) : await read(path);
  const lines = content.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`--target-file cannot be read: ${reason}.`, exitCodes.USAGE, { cause: error });
  }
}
