import { labelParameterVersion, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';

/** Gives a version a label; another version that had it loses it. */
export async function labelStored(
  context: CommandContext,
  name: string,
  { version, label }: { readonly version: number; readonly label: string },
): Promise<void> {
  const { client } = await context.connection();
  await unwrap(labelParameterVersion({ client, body: { name, version, label } }));
  context.stdout.write(`{{ssm:${name}:${label}}} now stands for version ${version}.\n`);
}
