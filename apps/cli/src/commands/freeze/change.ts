import { createFreeze, deleteFreeze, readFreezeCalendar, unwrap, updateFreeze, type Freeze } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { count } from '../../output/words.ts';
import { findOption, nameOptions, type Places } from '../../name-options.ts';
import { resolveCompartment, resolveFreeze } from '../../resolve-names.ts';
import { describeNext } from './describe.ts';
import { readFreezeSource, type SourceOptions } from './read-source.ts';

export interface FreezeOptions extends SourceOptions {
  readonly name?: string;
  readonly compartment?: string;
  readonly reason?: string;
  readonly disabled?: boolean;
  readonly enabled?: boolean;
}

const optionOf = (place: string) => findOption(places, place);

const places: Places = [
  ['body.name', 'the name'],
  ['body.reason', '--reason'],
  ['body.source.from', '--from'],
  ['body.source.to', '--to'],
  ['body.source.url', '--ical-url'],
  ['body.source.text', '--ical-file'],
  ['body.source.timezone', '--zone'],
];

/** Prints the id of the new freeze, so that a script can go on with it. */
export async function makeFreeze(context: CommandContext, name: string, options: FreezeOptions): Promise<void> {
  const source = await readFreezeSource(options);
  if (source === undefined)
    throw new CliError('Say when it holds: by --from and --to, --ical-file or --ical-url.', exitCodes.USAGE);
  const { client } = await context.connection();
  const { compartment, reason, disabled } = options;
  const body = {
    name,
    source,
    enabled: disabled !== true,
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(reason !== undefined && { reason }),
  };
  const made = await nameOptions(optionOf, () => unwrap(createFreeze({ client, body })));
  context.stdout.write(`${made.id}\n`);
  context.stderr.write(tellPeriods(made));
}

export async function changeFreeze(context: CommandContext, which: string, options: FreezeOptions): Promise<void> {
  const source = await readFreezeSource(options);
  const { client } = await context.connection();
  const { name, compartment, reason, disabled, enabled } = options;
  const body = {
    ...(name !== undefined && { name }),
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(reason !== undefined && { reason }),
    ...(source !== undefined && { source }),
    ...(disabled === true && { enabled: false }),
    ...(enabled === true && { enabled: true }),
  };
  if (Object.keys(body).length === 0)
    throw new CliError('Say what to change; --help lists what there is.', exitCodes.USAGE);
  const path = { freezeId: await resolveFreeze(client, which) };
  const changed = await nameOptions(optionOf, () => unwrap(updateFreeze({ client, path, body })));
  context.stderr.write(tellPeriods(changed));
}

export async function removeFreeze(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const path = { freezeId: await resolveFreeze(client, which) };
  await askBefore(context, options, `Delete the freeze ${which}? What it held back may be changed from then on.`);
  await unwrap(deleteFreeze({ client, path }));
  context.stderr.write(`The freeze ${which} is deleted.\n`);
}

/** Reads its calendar now rather than at its next turn. */
export async function readCalendar(context: CommandContext, which: string): Promise<void> {
  const { client } = await context.connection();
  const path = { freezeId: await resolveFreeze(client, which) };
  context.stderr.write(tellPeriods(await unwrap(readFreezeCalendar({ client, path }))));
}

function tellPeriods(freeze: Freeze): string {
  if (freeze.periods.length === 0) return `The freeze ${freeze.name} has no time to come: it holds nothing.\n`;
  const many = freeze.periods.length === 20 ? '20 times or more' : count(freeze.periods.length, 'time');
  return `The freeze ${freeze.name} has ${many} to come: ${describeNext(freeze)}.\n`;
}
