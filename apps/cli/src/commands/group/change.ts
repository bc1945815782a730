import { addGroupMembers, createGroup, deleteGroup, removeGroupMembers, unwrap, updateGroup } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { count } from '../../output/words.ts';
import { resolveInstances } from '../../resolve-instances.ts';
import { resolveCompartment, resolveGroup } from '../../resolve-names.ts';
import { readRule, type RuleOptions } from './read-rule.ts';

/** Prints the id of the new group, so that a script can go on with it. */
export async function makeGroup(
  context: CommandContext,
  name: string,
  options: RuleOptions & { compartment?: string },
): Promise<void> {
  const { client } = await context.connection();
  const rule = await readRule(client, options);
  const compartmentId =
    options.compartment === undefined ? undefined : await resolveCompartment(client, options.compartment);
  const body = { name, ...(compartmentId !== undefined && { compartmentId }), ...(rule !== undefined && { rule }) };
  const made = await unwrap(createGroup({ client, body }));
  context.stdout.write(`${made.id}\n`);
}

export async function changeGroup(
  context: CommandContext,
  which: string,
  options: RuleOptions & { name?: string; compartment?: string },
): Promise<void> {
  const { client } = await context.connection();
  const rule = await readRule(client, options);
  const compartmentId =
    options.compartment === undefined ? undefined : await resolveCompartment(client, options.compartment);
  const body = {
    ...(options.name !== undefined && { name: options.name }),
    ...(compartmentId !== undefined && { compartmentId }),
    ...(rule !== undefined && { rule }),
  };
  if (Object.keys(body).length === 0)
    throw new CliError('Say what to change: --name, --compartment, or a rule.', exitCodes.USAGE);
  const changed = await unwrap(updateGroup({ client, path: { groupId: await resolveGroup(client, which) }, body }));
  context.stderr.write(`The group ${changed.name} has ${count(changed.members, 'member')} now.\n`);
}

export async function removeGroup(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const path = { groupId: await resolveGroup(client, which) };
  await askBefore(context, options, `Delete the group ${which}? Its instances stay.`);
  await unwrap(deleteGroup({ client, path }));
  context.stderr.write(`The group ${which} is deleted; its instances stay.\n`);
}

/** Adds instances to a listed group, or takes them out of it. */
export async function changeMembers(
  context: CommandContext,
  which: string,
  change: { verb: 'add' | 'remove'; instances: readonly string[] },
): Promise<void> {
  const { client } = await context.connection();
  const path = { groupId: await resolveGroup(client, which) };
  const body = { instanceIds: await resolveInstances(client, change.instances) };
  const ask = change.verb === 'add' ? addGroupMembers : removeGroupMembers;
  const group = await unwrap(ask({ client, path, body }));
  context.stderr.write(`The group ${group.name} has ${count(group.members, 'member')} now.\n`);
}
