import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import type { KeyRing } from './key-ring.ts';

/**
 * Records the keys of this server's file as those of its database. Every server has to hold all that were recorded, or
 * it could not read what another wrote; so call it before any value is written.
 * @throws Error naming the remedy when the file lacks a key of this database.
 */
export async function claimKeys(db: Db, { path, keyIds }: KeyRing): Promise<void> {
  const recorded = await withTransaction(db, async (tx) => {
    // No row to lock before the first is there, so the table is.
    await sql`lock table parameter_keys in share row exclusive mode`.execute(tx);
    const { rows } = await sql<{
      keyId: string;
    }>`select key_id as "keyId" from parameter_keys order by recorded_at`.execute(tx);
    const missing = rows.filter(({ keyId }) => !keyIds.includes(keyId));
    if (missing.length > 0) return missing;
    await sql`
      insert into parameter_keys (key_id)
      select unnest(${[...keyIds]}::text[])
      on conflict do nothing`.execute(tx);
    return [];
  });
  if (recorded.length === 0) return;
  throw new Error(
    `The file ${path} lacks the key ${recorded.map(({ keyId }) => keyId).join(', ')}, with which this database's secret parameters are encrypted. ` +
      `Copy keys/parameters from the data directory of the first server on this database, or from a backup, to ${path}, and start again. ` +
      'docs/guides/parameters.md says what to do when it is lost.',
  );
}
