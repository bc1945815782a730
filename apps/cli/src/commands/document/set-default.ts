import { setDefaultDocumentVersion, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';

export async function setDefault(context: CommandContext, documentName: string, version: number): Promise<void> {
  const { client } = await context.connection();
  const path = { documentName };
  const document = await unwrap(setDefaultDocumentVersion({ client, path, body: { version } }));
  context.stdout.write(`Runs of ${document.name} use version ${document.defaultVersion} from now on.\n`);
}
