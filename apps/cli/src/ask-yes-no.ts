import { createInterface } from 'node:readline';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * Asks a person who sits at the terminal. Anything but yes is no, the end of the input too.
 *
 * @throws CliError INTERRUPTED for Ctrl-C
 */
export async function askYesNo(
  question: string,
  { input, output }: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream },
): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    return await new Promise<boolean>((resolve, reject) => {
      lines.once('SIGINT', () => {
        output.write('\n');
        reject(new CliError('Interrupted before anything was done.', exitCodes.INTERRUPTED));
      });
      lines.once('close', () => resolve(false));
      lines.question(`${question} [y/N] `, (answer) => resolve(/^\s*y(es)?\s*$/i.test(answer)));
    });
  } finally {
    lines.close();
  }
}
