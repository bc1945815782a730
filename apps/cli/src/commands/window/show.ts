import { getWindow, listWindowOccurrences, unwrap, type MaintenanceWindow, type WindowOccurrence } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { describeTargets } from '../../output/describe-targets.ts';
import { renderFields } from '../../output/fields.ts';
import { instant } from '../../output/words.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { showMinutes } from '../../read-minutes.ts';
import { resolveWindow } from '../../resolve-names.ts';
import { readTargetNames } from '../../target-names.ts';
import { describeOccurrence, describeState, describeWhen, inZone } from './describe.ts';

const policyWords = {
  LEAVE: 'left as they are',
  OFF_OUTSIDE: 'off while it is closed',
  OFF: 'off',
} as const;

export async function showWindow(
  context: CommandContext,
  name: string,
  options: { readonly output: 'text' | 'json' },
  now: Date,
): Promise<void> {
  const { client } = await context.connection();
  const window = await unwrap(getWindow({ client, path: { windowId: await resolveWindow(client, name) } }));
  if (options.output === 'json') {
    context.stdout.write(`${JSON.stringify(window, null, 2)}\n`);
    return;
  }
  const nameOf = await readTargetNames(client, [window.targets]);
  const fields: [string, string][] = [
    ['id', window.id],
    ['name', window.name],
    ...(window.description === '' ? [] : [['description', window.description] satisfies [string, string]]),
    ['compartment', nameOf(window.compartmentId)],
    ['opens', describeWhen(window)],
    ['for', showMinutes(window.durationMinutes)],
    ['cut-off', cutoffOf(window)],
    ['targets', describeTargets(window.targets, nameOf)],
    ['automatic updates', policyWords[window.automaticUpdates]],
    ['state', describeState(window, now)],
    ['opens next', describeOccurrence(window, window.next)],
    ['created', `${instant(window.createdAt)} by ${window.createdBy}`],
    ['changed', instant(window.updatedAt)],
  ];
  context.stdout.write(renderFields(fields));
}

function cutoffOf({ cutoffMinutes }: MaintenanceWindow): string {
  return cutoffMinutes === 0
    ? 'none: things may start until it closes'
    : `${showMinutes(cutoffMinutes)} before it closes`;
}

/** The times that a window is open, the one that is open now first. */
export async function showOccurrences(
  context: CommandContext,
  name: string,
  options: { readonly count: number; readonly output: ListFormat },
): Promise<void> {
  const { client } = await context.connection();
  const path = { windowId: await resolveWindow(client, name) };
  const window = await unwrap(getWindow({ client, path }));
  const { items } = await unwrap(listWindowOccurrences({ client, path, query: { count: options.count } }));
  const at = (title: string, key: 'opensAt' | 'cutoffAt' | 'closesAt'): Column<WindowOccurrence> => ({
    name: key.replace('At', '_at'),
    title,
    value: (each) => each[key],
    shown: (each) => inZone(window, each[key]),
  });
  const columns = [at('OPENS', 'opensAt'), at('STARTS UNTIL', 'cutoffAt'), at('CLOSES', 'closesAt')];
  writeRows(context, { rows: items, columns, format: options.output, empty: `${window.name} never opens again.` });
  if (!window.enabled) context.stderr.write(`${window.name} is disabled: it does not open.\n`);
}
