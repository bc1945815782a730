import { deleteParameter, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';

/** Deletes a parameter with all its versions. */
export async function deleteStored(context: CommandContext, name: string): Promise<void> {
  const { client } = await context.connection();
  await unwrap(deleteParameter({ client, query: { name } }));
  context.stdout.write(`Deleted ${name} with all its versions.\n`);
}
