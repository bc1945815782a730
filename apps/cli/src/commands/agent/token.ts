import { createEnrollmentToken, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { instant } from '../../output/words.ts';
import { readLabels } from '../../read-labels.ts';
import { resolveCompartment, resolveGroup } from '../../resolve-names.ts';

export interface TokenOptions {
  readonly compartment?: string;
  readonly label?: readonly string[];
  readonly group?: string;
}

/** Prints a token that lets one agent enrol; nothing else goes to stdout, so a script can put it where it belongs. */
export async function printEnrollmentToken(context: CommandContext, options: TokenOptions): Promise<void> {
  const { client } = await context.connection();
  const { compartment, label = [], group } = options;
  const body = {
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(label.length > 0 && { labels: readLabels('--label', label) }),
    ...(group !== undefined && { groupId: await resolveGroup(client, group) }),
  };
  const made = await unwrap(createEnrollmentToken({ client, body }));
  context.stdout.write(`${made.token}\n`);
  context.stderr.write(`One agent can enrol with it before ${instant(made.expiresAt)}; it is not shown again.\n`);
}
