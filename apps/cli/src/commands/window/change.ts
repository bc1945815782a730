import {
  createWindow,
  deleteWindow,
  unwrap,
  updateWindow,
  type CreateWindowRequest,
  type MaintenanceWindow,
} from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { findOption, nameOptions, type Places } from '../../name-options.ts';
import { resolveWindow } from '../../resolve-names.ts';
import { describeOccurrence, describeState } from './describe.ts';
import { readWindowSpec, type WindowOptions } from './read-spec.ts';

const optionOf = (place: string) => findOption(places, place);

const places: Places = [
  ['body.name', 'the name'],
  ['body.description', '--description'],
  ['body.durationMinutes', '--duration'],
  ['body.cutoffMinutes', '--cutoff'],
  ['body.targets', '--targets'],
];

/** Prints the id of the new window, so that a script can go on with it. */
export async function makeWindow(
  context: CommandContext,
  name: string,
  options: WindowOptions,
  now: Date,
): Promise<void> {
  const { client } = await context.connection();
  const spec = await readWindowSpec(client, { ...options, name }, now);
  const { schedule, durationMinutes, targets } = spec;
  if (schedule === undefined)
    throw new CliError('Say when it opens: by --patch-tuesday, --every, --rrule, --cron or --at.', exitCodes.USAGE);
  if (durationMinutes === undefined) throw new CliError('Say how long it is open, as --duration 4h.', exitCodes.USAGE);
  if (targets === undefined) throw new CliError('Say what it covers, by --targets or --target-file.', exitCodes.USAGE);
  const body: CreateWindowRequest = { ...spec, name, schedule, durationMinutes, targets };
  const made = await nameOptions(optionOf, () => unwrap(createWindow({ client, body })));
  context.stdout.write(`${made.id}\n`);
  context.stderr.write(tellState(made, now));
}

export async function changeWindow(
  context: CommandContext,
  which: string,
  options: WindowOptions,
  now: Date,
): Promise<void> {
  const { client } = await context.connection();
  const body = await readWindowSpec(client, options, now);
  if (Object.keys(body).length === 0)
    throw new CliError('Say what to change; --help lists what there is.', exitCodes.USAGE);
  const path = { windowId: await resolveWindow(client, which) };
  const changed = await nameOptions(optionOf, () => unwrap(updateWindow({ client, path, body })));
  context.stderr.write(tellState(changed, now));
}

export async function removeWindow(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const path = { windowId: await resolveWindow(client, which) };
  await askBefore(context, options, `Delete the maintenance window ${which}?`);
  await unwrap(deleteWindow({ client, path }));
  context.stderr.write(`The maintenance window ${which} is deleted.\n`);
}

function tellState(window: MaintenanceWindow, now: Date): string {
  const next = window.enabled ? `; opens next: ${describeOccurrence(window, window.next)}` : '';
  return `The maintenance window ${window.name} is ${describeState(window, now)}${next}.\n`;
}
