import { listInstances, unwrap } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { takeItems } from '../../take-items.ts';
import { runDocument } from '../run/run.ts';

export async function scanInstances(context: CommandContext, names: readonly string[]): Promise<ExitCode> {
  const targets = names.length > 0 ? names : await everyInstance(context);
  return runDocument(context, 'Rustine-ScanInstance', { targets, parameters: '{}', wait: true });
}

async function everyInstance(context: CommandContext): Promise<string[]> {
  const { client } = await context.connection();
  const instances = await takeItems(Number.POSITIVE_INFINITY, ({ cursor }) =>
    unwrap(listInstances({ client, query: { limit: 1000, ...(cursor !== undefined && { cursor }) } })),
  );
  if (instances.length === 0) {
    throw new CliError('There are no managed instances to scan: enrol an agent first.', exitCodes.NOT_FOUND);
  }
  return instances.map(({ id }) => id);
}
