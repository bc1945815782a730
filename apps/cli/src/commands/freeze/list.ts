import { compartmentPaths, listCompartments, listFreezes, unwrap, type Freeze } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { resolveInstance } from '../../resolve-instances.ts';
import { resolveCompartment } from '../../resolve-names.ts';
import { takeItems } from '../../take-items.ts';
import { describeNext, describeState } from './describe.ts';

export interface ListFreezesOptions {
  readonly compartment?: string;
  readonly recursive?: boolean;
  readonly instance?: string;
  readonly output: ListFormat;
}

export async function listAllFreezes(context: CommandContext, options: ListFreezesOptions): Promise<void> {
  const { client } = await context.connection();
  const { compartment, recursive, instance } = options;
  const query = {
    ...(compartment !== undefined && { compartmentId: await resolveCompartment(client, compartment) }),
    ...(recursive === true && { recursive: 'true' as const }),
    ...(instance !== undefined && { instanceId: await resolveInstance(client, instance) }),
  };
  const paths = compartmentPaths((await unwrap(listCompartments({ client }))).items);
  const rows = await takeItems(Number.POSITIVE_INFINITY, (page) =>
    unwrap(listFreezes({ client, query: { ...page, ...query } })),
  );
  const columns: readonly Column<Freeze>[] = [
    { name: 'id', title: 'ID', value: (each) => each.id },
    { name: 'name', title: 'NAME', value: (each) => each.name },
    { name: 'compartment', title: 'HOLDS FOR', value: (each) => paths.get(each.compartmentId) ?? each.compartmentId },
    { name: 'active', title: 'STATE', value: (each) => each.active, shown: describeState },
    { name: 'next_from', title: 'NOW OR NEXT', value: (each) => each.periods[0]?.from ?? null, shown: describeNext },
    { name: 'read_fault', title: 'FAULT', value: (each) => each.readFault },
  ];
  const isNarrowed = Object.keys(query).length > 0;
  const empty = isNarrowed ? 'No freeze matches.' : 'There are no freezes.';
  writeRows(context, { rows, columns, format: options.output, empty });
}
