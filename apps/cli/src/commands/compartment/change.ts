import { createCompartment, deleteCompartment, unwrap, updateCompartment } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import type { CommandContext } from '../../command-context.ts';
import { resolveCompartment } from '../../resolve-names.ts';

/** Prints the id of the new compartment, so that a script can go on with it. */
export async function makeCompartment(
  context: CommandContext,
  name: string,
  options: { parent?: string },
): Promise<void> {
  const { client } = await context.connection();
  const parentId = options.parent === undefined ? undefined : await resolveCompartment(client, options.parent);
  const made = await unwrap(createCompartment({ client, body: { name, ...(parentId !== undefined && { parentId }) } }));
  context.stdout.write(`${made.id}\n`);
}

export async function renameCompartment(context: CommandContext, which: string, name: string): Promise<void> {
  const { client } = await context.connection();
  const path = { compartmentId: await resolveCompartment(client, which) };
  const changed = await unwrap(updateCompartment({ client, path, body: { name } }));
  context.stderr.write(`The compartment ${changed.id} is called ${changed.name} now.\n`);
}

export async function moveCompartment(context: CommandContext, which: string, parent: string): Promise<void> {
  const { client } = await context.connection();
  const path = { compartmentId: await resolveCompartment(client, which) };
  const body = { parentId: await resolveCompartment(client, parent) };
  const changed = await unwrap(updateCompartment({ client, path, body }));
  context.stderr.write(`The compartment ${changed.name} and all that is in it lie below ${parent} now.\n`);
}

export async function removeCompartment(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const compartmentId = await resolveCompartment(client, which);
  await askBefore(context, options, `Delete the compartment ${which}?`);
  await unwrap(deleteCompartment({ client, path: { compartmentId } }));
  context.stderr.write(`The compartment ${which} is deleted.\n`);
}
