import {
  bindInstancePower,
  getInstancePower,
  listInvocations,
  startInstance,
  stopInstance,
  unbindInstancePower,
  unwrap,
  type InstancePower,
  type RustineClient,
} from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import type { CommandContext } from '../../command-context.ts';
import { calledInstance, resolveInstance } from '../../resolve-instances.ts';
import { resolveProvider } from '../../resolve-names.ts';

export interface BindOptions {
  readonly instance: string;
  readonly provider: string;
  readonly ref: string;
  readonly leaveOn?: boolean;
}

export async function bindMachine(context: CommandContext, options: BindOptions): Promise<void> {
  const { instance, provider, ref, leaveOn = false } = options;
  const { client } = await context.connection();
  const path = await pathOf(client, instance);
  const providerId = await resolveProvider(client, provider);
  await unwrap(bindInstancePower({ client, path, body: { providerId, ref, leaveOn } }));
  context.stdout.write(`${instance} is ${ref} of ${provider}${leaveOn ? '; runs that wake it leave it on' : ''}.\n`);
}

export async function unbindMachine(context: CommandContext, instance: string): Promise<void> {
  const { client } = await context.connection();
  await unwrap(unbindInstancePower({ client, path: await pathOf(client, instance) }));
  context.stdout.write(`${instance} is bound to no power provider any more; its machine stays as it is.\n`);
}

/** Says what the provider said right after it was told. */
export async function switchOn(context: CommandContext, instance: string): Promise<void> {
  const { client } = await context.connection();
  const told = await unwrap(startInstance({ client, path: await pathOf(client, instance) }));
  tellSwitched(context, told, { instance, to: 'on' });
}

/** The same, once the person at the terminal has agreed: what runs on the machine ends. */
export async function switchOff(context: CommandContext, instance: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const path = await pathOf(client, instance);
  await askBefore(context, options, async () => {
    const { binding } = await unwrap(getInstancePower({ client, path }));
    const machine = binding === null ? '' : `, ${binding.ref} of ${binding.providerName}`;
    const called = await calledInstance(client, instance);
    return `Shut down ${called}${machine}? What runs on it ends.${await whatWaits(client, path.instanceId)}`;
  });
  tellSwitched(context, await unwrap(stopInstance({ client, path })), { instance, to: 'off' });
}

/** A run whose command the agent has not fetched yet keeps nobody from shutting the machine down: it may be stuck. */
async function whatWaits(client: RustineClient, instanceId: string): Promise<string> {
  const query = { instanceId, state: 'PENDING' as const, limit: 1000 };
  const { items } = await unwrap(listInvocations({ client, query }));
  const runs = items.filter(({ releasedAt }) => releasedAt !== null).map(({ workRequestId }) => workRequestId);
  return runs.length === 0 ? '' : ` Not under way yet, and left waiting: ${runs.join(', ')}.`;
}

function tellSwitched(
  context: CommandContext,
  { binding }: InstancePower,
  { instance, to }: { readonly instance: string; readonly to: 'on' | 'off' },
): void {
  const now = binding?.state ?? 'UNKNOWN';
  context.stdout.write(`${binding?.providerName} was told to switch ${instance} ${to}; it says ${now} now.\n`);
}

async function pathOf(client: RustineClient, instance: string): Promise<{ instanceId: string }> {
  return { instanceId: await resolveInstance(client, instance) };
}
