import { getParameter, putParameter, RustineError, unwrap, type PutParameterRequest } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import type { Connection } from '../../connect.ts';
import { exitCodes } from '../../exit-codes.ts';
import { readValue } from './read-value.ts';

export interface PutOptions {
  /** That of the parameter, or String for a new one, unless given. */
  readonly type?: NonNullable<PutParameterRequest['type']>;
  readonly description?: string;
  readonly value?: string;
  readonly valueFile?: string;
}

/** Puts the next version of a parameter. A secret is taken from a file or a pipe alone. */
export async function putStored(context: CommandContext, name: string, options: PutOptions): Promise<void> {
  const { client } = await context.connection();
  const value = await valueOf(client, name, options);
  const { type, description } = options;
  const more = { ...(type === undefined ? {} : { type }), ...(description === undefined ? {} : { description }) };
  const put = await unwrap(putParameter({ client, body: { name, value, ...more } }));
  const which = `${put.name} version ${put.version} (${put.type})`;
  context.stdout.write(put.isNew ? `Put ${which}.\n` : `${which} has this value already; nothing changed.\n`);
}

async function valueOf(client: Connection['client'], name: string, options: PutOptions): Promise<string> {
  if (options.valueFile !== undefined) return readValue(options.valueFile);
  if (options.value === undefined) {
    throw new CliError('Give the value with --value-file FILE, or --value-file - for standard input.', exitCodes.USAGE);
  }
  if ((options.type ?? (await typeOf(client, name))) === 'SecureString') {
    throw new CliError(
      'A secret on the command line is seen by every process of this machine and kept in the history of the shell, so it was not sent. ' +
        'Take another one, and give it with --value-file FILE or --value-file - (standard input).',
      exitCodes.USAGE,
    );
  }
  return options.value;
}

/** Null when there is no such parameter yet. */
async function typeOf(client: Connection['client'], name: string): Promise<string | null> {
  try {
    return (await unwrap(getParameter({ client, query: { name } }))).type;
  } catch (error) {
    if (error instanceof RustineError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
