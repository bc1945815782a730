import { listPackageChanges, unwrap, type InstancePackageChange } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { instant } from '../../output/words.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { parseInstant } from '../../parse-instant.ts';
import { resolveInstance } from '../../resolve-instances.ts';
import { takeItems } from '../../take-items.ts';

export interface ListChangesOptions {
  readonly outsideWindow?: boolean;
  readonly since: string;
  readonly output: ListFormat;
}

const columns: readonly Column<InstancePackageChange>[] = [
  { name: 'at', title: 'TIME', value: (each) => each.at, shown: (each) => instant(each.at) },
  { name: 'instance', title: 'INSTANCE', value: (each) => each.displayName },
  { name: 'package', title: 'PACKAGE', value: (each) => `${each.name}:${each.architecture}` },
  { name: 'action', title: 'ACTION', value: (each) => each.action },
  { name: 'old_version', title: 'OLD', value: (each) => each.oldVersion, shown: (each) => each.oldVersion ?? '-' },
  { name: 'new_version', title: 'NEW', value: (each) => each.newVersion, shown: (each) => each.newVersion ?? '-' },
  {
    name: 'invocation_id',
    title: 'BY',
    value: (each) => each.invocationId,
    shown: (each) => each.invocationId ?? 'not by Rustine',
  },
  { name: 'window_open', title: 'WINDOW', value: (each) => each.windowOpen, shown: window },
];

function window({ windowOpen }: InstancePackageChange): string {
  if (windowOpen === null) return 'none';
  return windowOpen ? 'open' : 'CLOSED';
}

/** What package managers did, newest first, on one instance or on all. */
export async function listChanges(
  context: CommandContext,
  name: string | undefined,
  { outsideWindow, since, output }: ListChangesOptions,
): Promise<void> {
  const from = parseInstant('--since', since, new Date());
  const { client } = await context.connection();
  const instanceId = name === undefined ? undefined : await resolveInstance(client, name);
  const filter = {
    since: from,
    ...(instanceId !== undefined && { instanceId }),
    ...(outsideWindow === true && { outsideWindow: 'true' }),
  };
  const rows = await takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(listPackageChanges({ client, query: { ...filter, ...page } })),
  );
  const where = outsideWindow === true ? ' outside a maintenance window' : '';
  const empty = `No package was changed${where} since ${instant(filter.since)}.`;
  writeRows(context, { rows, columns, format: output, empty });
}
