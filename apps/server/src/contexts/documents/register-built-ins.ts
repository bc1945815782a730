import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { describeVersion, type DocumentSource } from './describe-version.ts';
import { insertVersion, lockDocument } from './sql/insert-version.ts';

/** Who registered what came with the server. */
const REGISTERED_BY = 'rustine';

/**
 * Makes the newest version of each document be the given one. A version is added only when the content differs from the
 * newest one, so a restart adds nothing and replicas that start at once add it once.
 * @throws CodedError DOCUMENT_INVALID with every fault's place; then none is registered.
 */
export async function registerBuiltIns(db: Db, documents: readonly DocumentSource[], at: Date): Promise<void> {
  const versions = documents
    .map((source) => ({ ...describeVersion(source), registeredBy: REGISTERED_BY, at }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  await withTransaction(db, async (tx) => {
    for (const version of versions) {
      await lockDocument(tx, version.name);
      await insertVersion(tx, version);
    }
  });
}
