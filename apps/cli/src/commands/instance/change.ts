import { deleteInstance, unwrap, updateInstance, updateInstances } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { count } from '../../output/words.ts';
import { readLabelChanges, type LabelOptions } from '../../read-labels.ts';
import { calledInstance, resolveInstance } from '../../resolve-instances.ts';
import { resolveCompartment } from '../../resolve-names.ts';
import { parseSelectors } from '../../targets/parse-selectors.ts';
import { resolveTargets } from '../../targets/resolve-targets.ts';

export interface UpdateInstanceOptions extends LabelOptions {
  readonly name?: string;
  readonly compartment?: string;
}

/** One instance's name, labels and compartment, in one step. */
export async function changeInstance(
  context: CommandContext,
  which: string,
  options: UpdateInstanceOptions,
): Promise<void> {
  const { name, compartment, set = [], unset = [] } = options;
  const labels = set.length + unset.length > 0 ? readLabelChanges(options) : undefined;
  if (name === undefined && compartment === undefined && labels === undefined)
    throw new CliError('Say what to change: --name, --compartment, --set or --unset.', exitCodes.USAGE);
  const { client } = await context.connection();
  const instanceId = await resolveInstance(client, which);
  const compartmentId = compartment === undefined ? undefined : await resolveCompartment(client, compartment);
  const body = {
    ...(name !== undefined && { displayName: name }),
    ...(compartmentId !== undefined && { compartmentId }),
    ...(labels !== undefined && { labels }),
  };
  const changed = await unwrap(updateInstance({ client, path: { instanceId }, body }));
  context.stderr.write(`${changed.displayName} is changed.\n`);
}

export async function labelInstances(
  context: CommandContext,
  targets: readonly string[],
  options: LabelOptions,
): Promise<void> {
  const labels = readLabelChanges(options);
  const { client } = await context.connection();
  const body = { targets: await resolveTargets(client, parseSelectors(targets)), labels };
  tellChange(context, await unwrap(updateInstances({ client, body })));
}

export async function moveInstances(
  context: CommandContext,
  targets: readonly string[],
  options: { to: string },
): Promise<void> {
  const { client } = await context.connection();
  const compartmentId = await resolveCompartment(client, options.to);
  const body = { targets: await resolveTargets(client, parseSelectors(targets)), compartmentId };
  tellChange(context, await unwrap(updateInstances({ client, body })));
}

export async function removeInstance(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const instanceId = await resolveInstance(client, which);
  await askBefore(context, options, async () => {
    const called = await calledInstance(client, which);
    return `Remove ${called}? Its agent is refused from then on, what is under way on it ends; its history stays.`;
  });
  await unwrap(deleteInstance({ client, path: { instanceId } }));
  context.stderr.write(`${which} is removed: its agent is refused from now on, and its history stays.\n`);
}

function tellChange(context: CommandContext, { targeted, changed }: { targeted: number; changed: number }): void {
  if (targeted === 0) throw new CliError('No instance is among the targets: nothing was changed.', exitCodes.NOT_FOUND);
  const alike = targeted - changed;
  const rest = alike === 0 ? '' : `; ${count(alike, 'was', 'were')} so already`;
  context.stderr.write(`${count(changed, 'instance')} changed${rest}.\n`);
}
