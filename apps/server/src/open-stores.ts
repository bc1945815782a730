import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDirectoryStore, createIngester, createLakeReader } from '@rustine/lake';
import { readOrMakeSecret } from './secrets/read-or-make-secret.ts';

/** Opens what lies in files below the data directory: the object store behind its presigned URLs, and the lake. */
export async function openStores({ dataDir, publicUrl }: { readonly dataDir: string; readonly publicUrl: string }) {
  const grantPath = join(dataDir, 'keys', 'upload-grants');
  const grantKey = await readOrMakeSecret(grantPath, () => randomBytes(32).toString('base64url'));
  const store = await createDirectoryStore({
    root: join(dataDir, 'objects'),
    publicUrl: `${publicUrl}/objects`,
    signingKey: Buffer.from(grantKey, 'base64url'),
  });
  const lakeRoot = join(dataDir, 'lake');
  const ingester = await createIngester({ lakeRoot });
  const lakeReader = await createLakeReader({ lakeRoot });
  return {
    store,
    ingester,
    lakeReader,
    lakeRoot,
    close: () => {
      ingester.close();
      lakeReader.close();
    },
  };
}
