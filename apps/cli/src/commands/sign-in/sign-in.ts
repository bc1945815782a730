import { createSignInLink, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { instant } from '../../output/words.ts';

export async function printSignInLink(context: CommandContext): Promise<void> {
  const { client } = await context.connection();
  const link = await unwrap(createSignInLink({ client }));
  context.stdout.write(`${link.url}\n`);
  context.stderr.write(`Open it before ${instant(link.expiresAt)}; it signs in once.\n`);
}
