import { createQuorumSet, deleteQuorumSet, releaseRebootLease, unwrap, updateQuorumSet } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { count } from '../../output/words.ts';
import { findOption, nameOptions, type Places } from '../../name-options.ts';
import { resolveInstance, resolveInstances } from '../../resolve-instances.ts';
import { resolveCompartment } from '../../resolve-names.ts';
import { resolveSet } from '../../resolve-set.ts';

interface SetOptions {
  readonly instances: readonly string[];
  readonly maxDown?: number;
  readonly compartment?: string;
}

const optionOf = (place: string) => findOption(places, place);

const places: Places = [
  ['body.name', 'the name'],
  ['body.instanceIds', 'the instances'],
  ['body.maxDown', '--max-down'],
];

/** Prints the id of the new set, so that a script can go on with it. */
export async function makeSet(
  context: CommandContext,
  { name, instances, maxDown = 1, compartment }: SetOptions & { readonly name: string },
): Promise<void> {
  const { client } = await context.connection();
  const compartmentId = compartment === undefined ? undefined : await resolveCompartment(client, compartment);
  const instanceIds = await resolveInstances(client, instances);
  const body = { name, maxDown, instanceIds, ...(compartmentId !== undefined && { compartmentId }) };
  const made = await nameOptions(optionOf, () => unwrap(createQuorumSet({ client, body })));
  context.stdout.write(`${made.id}\n`);
}

export async function changeSet(
  context: CommandContext,
  which: string,
  { name, instances, maxDown, compartment }: SetOptions & { readonly name?: string },
): Promise<void> {
  const { client } = await context.connection();
  const compartmentId = compartment === undefined ? undefined : await resolveCompartment(client, compartment);
  const body = {
    ...(name !== undefined && { name }),
    ...(maxDown !== undefined && { maxDown }),
    ...(compartmentId !== undefined && { compartmentId }),
    ...(instances.length > 0 && { instanceIds: await resolveInstances(client, instances) }),
  };
  if (Object.keys(body).length === 0)
    throw new CliError('Say what to change: instances, --name, --max-down or --compartment.', exitCodes.USAGE);
  const { id } = await resolveSet(client, which);
  const set = await nameOptions(optionOf, () => unwrap(updateQuorumSet({ client, path: { quorumSetId: id }, body })));
  const members = count(set.members.length, 'instance');
  context.stderr.write(`Of the ${members} of ${set.name} at most ${set.maxDown} may be down at a time.\n`);
}

export async function removeSet(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const { id, name } = await resolveSet(client, which);
  const question = `Delete the quorum set ${name}? Its instances reboot without a lease from then on.`;
  await askBefore(context, options, question);
  await unwrap(deleteQuorumSet({ client, path: { quorumSetId: id } }));
  context.stderr.write(`The quorum set ${name} is deleted; its instances reboot without a lease from now on.\n`);
}

export async function releaseLease(
  context: CommandContext,
  which: string,
  { instance, reason }: { readonly instance: string; readonly reason: string },
): Promise<void> {
  const { client } = await context.connection();
  const { id, name } = await resolveSet(client, which);
  const path = { quorumSetId: id, instanceId: await resolveInstance(client, instance) };
  await unwrap(releaseRebootLease({ client, path, body: { reason } }));
  context.stderr.write(
    `The lease of ${instance} is ended; others of ${name} may reboot. An instance that is not heard of still counts as down.\n`,
  );
}
