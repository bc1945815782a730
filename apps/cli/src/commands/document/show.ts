import { getDocument, unwrap, type DocumentDetail } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { renderFields } from '../../output/fields.ts';
import { plain } from '../../output/plain.ts';
import { instant } from '../../output/words.ts';

export interface ShowDocumentOptions {
  /** The default one unless given. */
  readonly version?: number;
  readonly output: 'text' | 'json' | 'content';
}

export async function showDocument(
  context: CommandContext,
  documentName: string,
  options: ShowDocumentOptions,
): Promise<void> {
  const { client } = await context.connection();
  const query = options.version === undefined ? {} : { version: options.version };
  const document = await unwrap(getDocument({ client, path: { documentName }, query }));
  context.stdout.write(rendered(document, options.output));
}

function rendered(document: DocumentDetail, output: ShowDocumentOptions['output']): string {
  switch (output) {
    case 'json':
      return `${JSON.stringify(document, null, 2)}\n`;
    case 'content':
      return document.content;
    case 'text':
      return `${renderFields(fieldsOf(document))}\n${plain(document.content).replace(/\n?$/, '\n')}`;
    default:
      return output satisfies never;
  }
}

function fieldsOf(document: DocumentDetail): [string, string][] {
  const isDefault = document.version === document.defaultVersion;
  return [
    ['name', document.name],
    [
      'version',
      `${document.version}${isDefault ? ' (default)' : `, not the default, which is ${document.defaultVersion}`}`,
    ],
    ['schema', document.schemaVersion],
    ['description', document.description],
    ['SHA-256', document.sha256],
    ['registered', `${instant(document.registeredAt)} by ${document.registeredBy}`],
  ];
}
