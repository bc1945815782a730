import { compartmentPaths, getFreeze, listCompartments, unwrap, type FreezePeriod } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { renderFields } from '../../output/fields.ts';
import { renderTable } from '../../output/table.ts';
import { instant } from '../../output/words.ts';
import { resolveFreeze } from '../../resolve-names.ts';
import { describeSource, describeState } from './describe.ts';

const columns: readonly Column<FreezePeriod>[] = [
  { name: 'from', title: 'FROM', value: (each) => each.from, shown: (each) => instant(each.from) },
  { name: 'to', title: 'TO', value: (each) => each.to, shown: (each) => instant(each.to) },
  { name: 'summary', title: 'WHAT', value: (each) => each.summary },
];

/** A freeze with the period that holds now and those to come. */
export async function showFreeze(
  context: CommandContext,
  name: string,
  options: { readonly output: 'text' | 'json' },
): Promise<void> {
  const { client } = await context.connection();
  const freeze = await unwrap(getFreeze({ client, path: { freezeId: await resolveFreeze(client, name) } }));
  if (options.output === 'json') {
    context.stdout.write(`${JSON.stringify(freeze, null, 2)}\n`);
    return;
  }
  const paths = compartmentPaths((await unwrap(listCompartments({ client }))).items);
  const fields: [string, string][] = [
    ['id', freeze.id],
    ['name', freeze.name],
    ['reason', freeze.reason === '' ? 'none given' : freeze.reason],
    ['holds for', `${paths.get(freeze.compartmentId) ?? freeze.compartmentId} and all below it`],
    ['state', describeState(freeze)],
    ['times from', describeSource(freeze)],
    ['created', `${instant(freeze.createdAt)} by ${freeze.createdBy}`],
  ];
  if (freeze.source.kind !== 'dates') fields.push(['read', instant(freeze.readAt)]);
  if (freeze.readFault !== '') fields.push(['fault', `${freeze.readFault}; what was read before holds`]);
  context.stdout.write(renderFields(fields));
  const isTerminal = context.stdout.isTTY === true;
  if (freeze.periods.length > 0) context.stdout.write(`\n${renderTable(freeze.periods, columns, isTerminal)}`);
}
