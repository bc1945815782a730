import { sql } from 'kysely';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';

/**
 * Records the command signing key as the one that this database's agents trust, if it is the first; of servers that
 * start together on a new database one is. Call it before anything is signed.
 *
 * @param key.path where the key was read, for the remedy.
 * @throws Error naming the remedy when agents of this database trust another key: they would refuse all commands.
 */
export async function claimSigningKey(db: Db, { kid, path }: { kid: string; path: string }): Promise<void> {
  const trusted = await withTransaction(db, async (tx) => {
    // No row to lock before the first is there, so the table is.
    await sql`lock table command_signing_keys in share row exclusive mode`.execute(tx);
    await sql`
      insert into command_signing_keys (kid)
      select ${kid}::text where not exists (select from command_signing_keys)`.execute(tx);
    const { rows } = await sql<{ kid: string }>`select kid from command_signing_keys order by recorded_at`.execute(tx);
    return rows.map((row) => row.kid);
  });
  if (trusted.includes(kid)) return;
  throw new Error(
    `The command signing key in ${path} (${kid}) is not the one that this database's agents trust (${trusted.join(', ')}): ` +
      `they would refuse every command. Copy keys/command-signing.jwk from the data directory of the first server on this database to ${path}, and start again.`,
  );
}
