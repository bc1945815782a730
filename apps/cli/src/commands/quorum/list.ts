import { listQuorumSets, unwrap, type QuorumSet } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { resolveInstance } from '../../resolve-instances.ts';
import { takeItems } from '../../take-items.ts';

const columns: readonly Column<QuorumSet>[] = [
  { name: 'id', title: 'ID', value: (each) => each.id },
  { name: 'name', title: 'NAME', value: (each) => each.name },
  { name: 'members', title: 'INSTANCES', value: (each) => each.members.length, right: true },
  { name: 'max_down', title: 'MAY BE DOWN', value: (each) => each.maxDown, right: true },
  {
    name: 'rebooting',
    title: 'REBOOTS NOW',
    value: (each) => each.leases.map(({ instanceName }) => instanceName).join(' '),
  },
  { name: 'waiting', title: 'WAITING', value: (each) => each.waiting.length, right: true },
];

export async function listSets(
  context: CommandContext,
  options: { readonly instance?: string; readonly output: ListFormat },
): Promise<void> {
  const { client } = await context.connection();
  const instanceId = options.instance === undefined ? undefined : await resolveInstance(client, options.instance);
  const rows = await takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(listQuorumSets({ client, query: { ...page, ...(instanceId !== undefined && { instanceId }) } })),
  );
  const empty = instanceId === undefined ? 'There are no quorum sets.' : `${options.instance} is in no quorum set.`;
  writeRows(context, { rows, columns, format: options.output, empty });
}
