import {
  compartmentPaths,
  getGroup,
  listCompartments,
  listGroupMembers,
  unwrap,
  type ManagedInstance,
} from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { renderFields } from '../../output/fields.ts';
import { renderTable } from '../../output/table.ts';
import { instant } from '../../output/words.ts';
import { resolveGroup } from '../../resolve-names.ts';
import { takeItems } from '../../take-items.ts';
import { describeRule } from './read-rule.ts';

const columns: readonly Column<ManagedInstance>[] = [
  { name: 'id', title: 'ID', value: (each) => each.id },
  { name: 'display_name', title: 'NAME', value: (each) => each.displayName },
  { name: 'status', title: 'STATUS', value: (each) => each.status },
  { name: 'os_name', title: 'OS', value: (each) => each.osName },
];

/** A group with the instances that are in it at this moment. */
export async function showGroup(
  context: CommandContext,
  name: string,
  options: { output: 'text' | 'json' },
): Promise<void> {
  const { client } = await context.connection();
  const path = { groupId: await resolveGroup(client, name) };
  const group = await unwrap(getGroup({ client, path }));
  const members = await takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(listGroupMembers({ client, path, query: page })),
  );
  if (options.output === 'json') {
    context.stdout.write(`${JSON.stringify({ ...group, instances: members }, null, 2)}\n`);
    return;
  }
  const paths = compartmentPaths((await unwrap(listCompartments({ client }))).items);
  const nameOf = (id: string) => paths.get(id) ?? id;
  const fields: [string, string][] = [
    ['id', group.id],
    ['name', group.name],
    ['compartment', nameOf(group.compartmentId)],
    ['created', instant(group.createdAt)],
    ['rule', group.rule === null ? 'none: its members are listed' : describeRule(group.rule, nameOf)],
    ['members', String(group.members)],
  ];
  context.stdout.write(renderFields(fields));
  if (members.length > 0) context.stdout.write(`\n${renderTable(members, columns, context.stdout.isTTY === true)}`);
}
