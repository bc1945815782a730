import { compartmentPaths, listCompartments, listGroups, unwrap, type ManagedInstanceGroup } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { resolveCompartment } from '../../resolve-names.ts';
import { takeItems } from '../../take-items.ts';
import { describeRule } from './read-rule.ts';

export interface ListGroupsOptions {
  readonly compartment?: string;
  readonly recursive?: boolean;
  readonly output: ListFormat;
}

export async function listAllGroups(context: CommandContext, options: ListGroupsOptions): Promise<void> {
  const { client } = await context.connection();
  const { compartment, recursive } = options;
  const compartmentId = compartment === undefined ? undefined : await resolveCompartment(client, compartment);
  const paths = compartmentPaths((await unwrap(listCompartments({ client }))).items);
  const rows = await takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(
      listGroups({
        client,
        query: {
          ...page,
          limit: 1000,
          ...(compartmentId !== undefined && { compartmentId }),
          ...(recursive === true && { recursive: 'true' }),
        },
      }),
    ),
  );
  const nameOf = (id: string) => paths.get(id) ?? id;
  const columns: readonly Column<ManagedInstanceGroup>[] = [
    { name: 'id', title: 'ID', value: (each) => each.id },
    { name: 'name', title: 'NAME', value: (each) => each.name },
    { name: 'compartment', title: 'COMPARTMENT', value: (each) => nameOf(each.compartmentId) },
    { name: 'members', title: 'MEMBERS', value: (each) => each.members, right: true },
    { name: 'rule', title: 'RULE', value: ({ rule }) => (rule === null ? '' : describeRule(rule, nameOf)) },
  ];
  const empty =
    compartment === undefined ? 'There are no managed instance groups.' : `${compartment} has no group of its own.`;
  writeRows(context, { rows, columns, format: options.output, empty });
}
