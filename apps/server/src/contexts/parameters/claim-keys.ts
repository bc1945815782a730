import { sql } from 'kysely';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import type { KeyRing } from './key-ring.ts';

/**
 * Records the keys of this server's file as those of its database. Every server has to hold all that were recorded, or
 * it could not read what another wrote; so call it before any value is written. What was encrypted with a key that the
 * file gives up as lost is forgotten.
 * @throws Error naming the remedy when the file lacks a key of this database.
 */
export async function claimKeys(db: Db, { path, keyIds, lostIds }: KeyRing): Promise<void> {
  const missing = await withTransaction(db, async (tx) => {
    // No row to lock before the first is there, so the table is.
    await sql`lock table parameter_keys in share row exclusive mode`.execute(tx);
    const { rows } = await sql<{ keyId: string }>`
      select key_id as "keyId" from parameter_keys order by recorded_at`.execute(tx);
    const absent = rows.map(({ keyId }) => keyId).filter((keyId) => !keyIds.includes(keyId));
    if (absent.some((keyId) => !lostIds.includes(keyId))) return absent.filter((keyId) => !lostIds.includes(keyId));
    await forgetValues(tx, absent);
    await sql`
      insert into parameter_keys (key_id)
      select unnest(${[...keyIds]}::text[])
      on conflict do nothing`.execute(tx);
    return [];
  });
  if (missing.length === 0) return;
  throw new Error(
    `The file ${path} lacks the key ${missing.join(', ')}, with which this database's secret parameters are encrypted. ` +
      `Copy keys/parameters from the data directory of the first server on this database, or from a backup, to ${path}, and start again. ` +
      `If it is lost for good, so are those secrets: add the line "lost ${missing[0]}" to the file to have them forgotten.`,
  );
}

/** A parameter whose newest value cannot be read goes whole: an older value would come back unasked. */
async function forgetValues(tx: Transaction, keyIds: readonly string[]): Promise<void> {
  if (keyIds.length === 0) return;
  const { rows } = await sql<{ name: string }>`
    delete from parameters p using parameter_versions v
    where v.name = p.name and v.version = p.latest_version and v.key_id = any(${[...keyIds]}::text[])
    returning p.name`.execute(tx);
  await sql`delete from parameter_versions where key_id = any(${[...keyIds]}::text[])`.execute(tx);
  await sql`delete from parameter_keys where key_id = any(${[...keyIds]}::text[])`.execute(tx);
  for (const { name } of rows) {
    await recordAudit(tx, { actor: 'rustine', action: 'forget parameter', target: name, details: { keyIds } });
  }
}
