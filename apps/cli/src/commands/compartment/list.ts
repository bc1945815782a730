import { compartmentPaths, listCompartments, sortByPath, unwrap, type Compartment } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';

/** All compartments in the order of their paths, so that each stands under the one that holds it. */
export async function listAllCompartments(context: CommandContext, options: { output: ListFormat }): Promise<void> {
  const { client } = await context.connection();
  const { items } = await unwrap(listCompartments({ client }));
  const paths = compartmentPaths(items);
  const pathOf = ({ id }: Compartment) => paths.get(id) ?? '';
  const rows = sortByPath(items);
  const columns: readonly Column<Compartment>[] = [
    { name: 'id', title: 'ID', value: (each) => each.id },
    { name: 'path', title: 'PATH', value: pathOf },
    { name: 'name', title: 'NAME', value: (each) => each.name },
    { name: 'instances', title: 'INSTANCES', value: (each) => each.instances, right: true },
  ];
  writeRows(context, { rows, columns, format: options.output, empty: 'There are no compartments.' });
}
