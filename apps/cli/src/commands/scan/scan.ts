import { listInstances, unwrap } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { runDocument } from '../run/run.ts';

/** A scan changes nothing, so that of one instance failing is no reason to leave out the others. */
export async function scanInstances(context: CommandContext, names: readonly string[]): Promise<number> {
  if (names.length === 0) await requireInstances(context);
  const targets = names.length > 0 ? names : ['all'];
  return runDocument(context, 'Rustine-ScanInstance', { targets, maxErrors: '100%', wait: true, output: 'text' });
}

async function requireInstances(context: CommandContext): Promise<void> {
  const { client } = await context.connection();
  const { items } = await unwrap(listInstances({ client, query: { limit: 1 } }));
  if (items.length === 0) {
    throw new CliError('There are no managed instances to scan: enrol an agent first.', exitCodes.NOT_FOUND);
  }
}
