import { PowerSettings } from '@rustine/contract';
import {
  createPowerProvider,
  deletePowerProvider,
  getPowerProvider,
  testPowerProvider,
  unwrap,
  updatePowerProvider,
} from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { oneOf } from '../../one-of.ts';
import { resolveProvider } from '../../resolve-names.ts';
import { readSettings, type SettingsOptions } from './read-settings.ts';

const kinds = PowerSettings.options.map(({ shape }) => shape.kind.value);

/** Makes a power provider and prints its id. */
export async function createProvider(
  context: CommandContext,
  name: string,
  { kind, ...options }: SettingsOptions & { readonly kind: string },
): Promise<void> {
  const settings = await readSettings({ kind: oneOf('--kind', kind, kinds) }, options);
  const { client } = await context.connection();
  const made = await unwrap(createPowerProvider({ client, body: { name, settings } }));
  context.stdout.write(`${made.id}\n`);
}

/** Changes what is named of a power provider. */
export async function changeProvider(
  context: CommandContext,
  which: string,
  { name, unset = [], ...options }: SettingsOptions & { readonly name?: string; readonly unset?: readonly string[] },
): Promise<void> {
  if (name === undefined && unset.length === 0 && options.set === undefined && options.settingsFile === undefined)
    throw new CliError('Say what to change: --name, --set, --settings-file or --unset.', exitCodes.USAGE);
  const { client } = await context.connection();
  const path = { providerId: await resolveProvider(client, which) };
  const { settings: before } = await unwrap(getPowerProvider({ client, path }));
  const kept = Object.fromEntries(Object.entries(before).filter(([key]) => !unset.includes(key)));
  const settings = await readSettings(kept, options);
  const body = { settings, ...(name !== undefined && { name }) };
  const changed = await unwrap(updatePowerProvider({ client, path, body }));
  context.stdout.write(`Changed ${changed.name}.\n`);
}

export async function removeProvider(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const path = { providerId: await resolveProvider(client, which) };
  await askBefore(context, options, `Delete the power provider ${which}?`);
  await unwrap(deletePowerProvider({ client, path }));
  context.stdout.write(`Deleted ${which}.\n`);
}

/** Asks for the state of one machine; fails when there is no answer. */
export async function testProvider(context: CommandContext, which: string, ref: string): Promise<ExitCode> {
  const { client } = await context.connection();
  const path = { providerId: await resolveProvider(client, which) };
  const answer = await unwrap(testPowerProvider({ client, path, body: { ref } }));
  if (!answer.ok) {
    context.stderr.write(`${answer.message}\n`);
    return exitCodes.FAILED;
  }
  const more = [answer.marker, answer.message].filter((part) => part !== null && part !== '');
  context.stdout.write(`${ref} is ${answer.state}${more.length > 0 ? ` (${more.join('; ')})` : ''}\n`);
  return exitCodes.OK;
}
