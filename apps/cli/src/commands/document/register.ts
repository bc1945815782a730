import { parse } from 'node:path';
import { registerDocument, RustineError, unwrap, type Problem, type RegisteredDocument } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { plain } from '../../output/plain.ts';
import { readText } from './read-text.ts';

export interface RegisterOptions {
  /** The file's name without its extension, unless given. */
  readonly name?: string;
  readonly output: 'text' | 'json';
}

/** The server judges the document, because it knows what its agents can run; a fault is shown where it stands in the file. */
export async function registerFile(context: CommandContext, file: string, options: RegisterOptions): Promise<ExitCode> {
  const content = await readText(file);
  const name = options.name ?? parse(file).name;
  const { client } = await context.connection();
  try {
    const registered = await unwrap(registerDocument({ client, body: { name, content } }));
    context.stderr.write(placed(file, registered.notes, 'note: '));
    context.stdout.write(options.output === 'json' ? `${JSON.stringify(registered, null, 2)}\n` : told(registered));
    return exitCodes.OK;
  } catch (error) {
    if (!(error instanceof RustineError) || error.code !== 'DOCUMENT_INVALID') throw error;
    context.stderr.write(placed(file, error.problem.details, ''));
    return exitCodes.FAILED;
  }
}

/** The server's "line 3, column 7" as `file:3:7`, which editors and CI systems turn into links. */
function placed(file: string, details: Problem['details'], mark: string): string {
  return details
    .map(({ place, message }) => {
      const at = /^line (\d+), column (\d+)$/.exec(place);
      const where = at === null ? `${file}: ${place}` : `${file}:${at[1]}:${at[2]}`;
      return `${where}: ${mark}${plain(message)}\n`;
    })
    .join('');
}

function told({ name, version, defaultVersion, isNew }: RegisteredDocument): string {
  const which = `${name} version ${version}`;
  const what = isNew ? `Registered ${which}.` : `${which} has this content already; nothing changed.`;
  const next =
    version === defaultVersion
      ? ''
      : ` Runs use version ${defaultVersion} until: rustine document set-default ${name} ${version}`;
  return `${what}${next}\n`;
}
