import { createEnrollmentToken, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { instant } from '../../output/words.ts';

/** Prints a token that lets one agent enrol; nothing else goes to stdout, so a script can put it where it belongs. */
export async function printEnrollmentToken(context: CommandContext, options: { compartment?: string }): Promise<void> {
  const { client } = await context.connection();
  const body = options.compartment === undefined ? {} : { compartmentId: options.compartment };
  const made = await unwrap(createEnrollmentToken({ client, body }));
  context.stdout.write(`${made.token}\n`);
  context.stderr.write(`One agent can enrol with it before ${instant(made.expiresAt)}; it is not shown again.\n`);
}
