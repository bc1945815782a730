import { listParameterVersions, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { parameterColumns } from './columns.ts';

/** All versions that are kept of a parameter, newest first. */
export async function showHistory(
  context: CommandContext,
  name: string,
  options: { readonly output: ListFormat },
): Promise<void> {
  const { client } = await context.connection();
  const { items } = await unwrap(listParameterVersions({ client, query: { name } }));
  writeRows(context, { rows: items, columns: parameterColumns, format: options.output, empty: '' });
}
