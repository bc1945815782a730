import { deleteParameter, unwrap } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import type { CommandContext } from '../../command-context.ts';

/** Deletes a parameter with all its versions. */
export async function deleteStored(context: CommandContext, name: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  await askBefore(context, options, `Delete ${name} with all its versions?`);
  await unwrap(deleteParameter({ client, query: { name } }));
  context.stdout.write(`Deleted ${name} with all its versions.\n`);
}
