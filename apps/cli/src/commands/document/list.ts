import { listDocuments, listDocumentVersions, unwrap, type DocumentSummary } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import type { Column } from '../../output/column.ts';
import { instant } from '../../output/words.ts';
import { writeRows, type ListFormat } from '../../output/write-rows.ts';

const columns: readonly Column<DocumentSummary>[] = [
  { name: 'name', title: 'NAME', value: (each) => each.name },
  { name: 'version', title: 'VERSION', value: (each) => each.version, right: true },
  { name: 'default_version', title: 'DEFAULT', value: (each) => each.defaultVersion, right: true },
  { name: 'schema_version', title: 'SCHEMA', value: (each) => each.schemaVersion },
  { name: 'registered_by', title: 'BY', value: (each) => each.registeredBy },
  {
    name: 'registered_at',
    title: 'REGISTERED',
    value: (each) => each.registeredAt,
    shown: (each) => instant(each.registeredAt),
  },
  { name: 'sha256', title: 'SHA-256', value: (each) => each.sha256, shown: (each) => each.sha256.slice(0, 12) },
  { name: 'description', title: 'DESCRIPTION', value: (each) => each.description },
];

/** The newest version of each document, or all versions of one. */
export async function listRegistered(
  context: CommandContext,
  documentName: string | undefined,
  options: { output: ListFormat },
): Promise<void> {
  const { client } = await context.connection();
  const { items } = await unwrap(
    documentName === undefined ? listDocuments({ client }) : listDocumentVersions({ client, path: { documentName } }),
  );
  writeRows(context, { rows: items, columns, format: options.output, empty: 'There are no documents.' });
}
