import { listParameters, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { takeItems } from '../../take-items.ts';
import { parameterColumns } from './columns.ts';

/** The newest version of each parameter, by name. */
export async function listStored(
  context: CommandContext,
  options: { readonly prefix?: string; readonly output: ListFormat; readonly limit: number },
): Promise<void> {
  const { client } = await context.connection();
  const prefix = options.prefix === undefined ? {} : { prefix: options.prefix };
  const rows = await takeItems(options.limit, (page) =>
    unwrap(listParameters({ client, query: { ...prefix, ...page } })),
  );
  const empty = 'There are no parameters. Put one: rustine parameter put NAME --value-file FILE';
  writeRows(context, { rows, columns: parameterColumns, format: options.output, empty });
}
