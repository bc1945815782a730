import { getPowerProvider, listPowerProviders, unwrap, type PowerProvider } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { renderFields } from '../../output/fields.ts';
import { instant } from '../../output/words.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';
import { resolveProvider } from '../../resolve-names.ts';

const columns: readonly Column<PowerProvider>[] = [
  { name: 'id', title: 'ID', value: (each) => each.id },
  { name: 'name', title: 'NAME', value: (each) => each.name },
  { name: 'kind', title: 'KIND', value: (each) => each.settings.kind },
  { name: 'instances', title: 'INSTANCES', value: (each) => each.instances, right: true },
];

/** Power providers by name. */
export async function listProviders(
  context: CommandContext,
  { output }: { readonly output: ListFormat },
): Promise<void> {
  const { client } = await context.connection();
  const { items } = await unwrap(listPowerProviders({ client }));
  const empty =
    'There are no power providers. Make one: rustine power provider create NAME --kind KIND --set KEY=VALUE';
  writeRows(context, { rows: items, columns, format: output, empty });
}

/** One power provider with all its settings; none of them is secret. */
export async function showProvider(
  context: CommandContext,
  which: string,
  { output }: { readonly output: 'text' | 'json' },
): Promise<void> {
  const { client } = await context.connection();
  const path = { providerId: await resolveProvider(client, which) };
  const found = await unwrap(getPowerProvider({ client, path }));
  if (output === 'json') {
    context.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const settings = Object.entries(found.settings).map(([name, value]) => [name, String(value)] as const);
  context.stdout.write(
    renderFields([
      ['id', found.id],
      ['name', found.name],
      ['instances', String(found.instances)],
      ['created', instant(found.createdAt)],
      ...settings,
    ]),
  );
}
