import type { QuorumSet } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { renderFields } from '../../output/fields.ts';
import { renderTable } from '../../output/table.ts';
import { count, instant } from '../../output/words.ts';
import { resolveSet } from '../../resolve-set.ts';

interface MemberLine {
  readonly instanceId: string;
  readonly name: string;
  readonly status: string;
  readonly reboot: string;
}

const columns: readonly Column<MemberLine>[] = [
  { name: 'instance_id', title: 'ID', value: (each) => each.instanceId },
  { name: 'name', title: 'NAME', value: (each) => each.name },
  { name: 'status', title: 'STATUS', value: (each) => each.status },
  { name: 'reboot', title: 'REBOOT', value: (each) => each.reboot },
];

/** A set with what its instances do at this moment. */
export async function showSet(
  context: CommandContext,
  which: string,
  options: { readonly output: 'text' | 'json' },
): Promise<void> {
  const { client } = await context.connection();
  const set = await resolveSet(client, which);
  if (options.output === 'json') {
    context.stdout.write(`${JSON.stringify(set, null, 2)}\n`);
    return;
  }
  const fields: [string, string][] = [
    ['id', set.id],
    ['name', set.name],
    ['may be down', `${set.maxDown} of ${count(set.members.length, 'instance')} at a time`],
    ['created', instant(set.createdAt)],
  ];
  const lines = set.members.map((member) => ({ ...member, reboot: rebootOf(set, member.instanceId) }));
  context.stdout.write(`${renderFields(fields)}\n${renderTable(lines, columns, context.stdout.isTTY === true)}`);
}

function rebootOf({ leases, waiting }: QuorumSet, instanceId: string): string {
  const lease = leases.find((each) => each.instanceId === instanceId);
  if (lease !== undefined)
    return `has the lease since ${instant(lease.grantedAt)} for ${lease.invocationId}, expected back by ${instant(lease.expectedBackBy)}`;
  const wait = waiting.find((each) => each.instanceId === instanceId);
  return wait === undefined ? '' : `waits since ${instant(wait.since)}`;
}
