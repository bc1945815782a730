import type { Db } from '../../db/connect.ts';
import { newId } from '../../ids.ts';
import { readOrMakeSecret } from '../../secrets/read-or-make-secret.ts';
import { newSecret, sha256Of } from './secret.ts';
import { addAccessToken } from './sql/add-access-token.ts';

/**
 * The administrator's token of this data directory: made at the first start, kept in a file of mode 0600, known to the
 * database by its hash. Who can read the file administers the server; deleting the file and starting again makes another.
 */
export async function ensureAdminToken(db: Db, path: string): Promise<void> {
  const secret = await readOrMakeSecret(path, () => newSecret('rst_token'));
  await addAccessToken(db, { id: newId('accessToken'), name: 'admin', secretSha256: sha256Of(secret) });
}
