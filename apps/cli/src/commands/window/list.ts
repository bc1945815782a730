import { listWindows, unwrap, type MaintenanceWindow } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { describeTargets } from '../../output/describe-targets.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { showMinutes } from '../../read-minutes.ts';
import { resolveInstance } from '../../resolve-instances.ts';
import { resolveCompartment } from '../../resolve-names.ts';
import { readTargetNames } from '../../target-names.ts';
import { takeItems } from '../../take-items.ts';
import { describeOccurrence, describeState } from './describe.ts';

export interface ListWindowsOptions {
  readonly compartment?: string;
  readonly recursive?: boolean;
  readonly instance?: string;
  readonly output: ListFormat;
}

export async function listAllWindows(context: CommandContext, options: ListWindowsOptions, now: Date): Promise<void> {
  const { client } = await context.connection();
  const { compartment, recursive, instance } = options;
  const query = {
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(recursive === true && { recursive: 'true' as const }),
    ...(instance !== undefined && { instanceId: await resolveInstance(client, instance) }),
  };
  const rows = await takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(listWindows({ client, query: { ...page, ...query } })),
  );
  const nameOf = await readTargetNames(
    client,
    rows.map(({ targets }) => targets),
  );
  const columns: readonly Column<MaintenanceWindow>[] = [
    { name: 'id', title: 'ID', value: (each) => each.id },
    { name: 'name', title: 'NAME', value: (each) => each.name },
    { name: 'compartment', title: 'COMPARTMENT', value: (each) => nameOf(each.compartmentId) },
    { name: 'enabled', title: 'STATE', value: (each) => each.enabled, shown: (each) => describeState(each, now) },
    {
      name: 'next_opens_at',
      title: 'OPENS NEXT',
      value: (each) => each.next?.opensAt ?? null,
      shown: (each) => describeOccurrence(each, each.next),
    },
    {
      name: 'duration_minutes',
      title: 'FOR',
      value: (each) => each.durationMinutes,
      shown: (each) => showMinutes(each.durationMinutes),
    },
    { name: 'targets', title: 'TARGETS', value: (each) => describeTargets(each.targets, nameOf) },
  ];
  const isNarrowed = Object.keys(query).length > 0;
  const empty = isNarrowed ? 'No maintenance window matches.' : 'There are no maintenance windows.';
  writeRows(context, { rows, columns, format: options.output, empty });
}
