import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Db } from '../../db/connect.ts';
import { newId } from '../../ids.ts';
import { newSecret, sha256Of } from './secret.ts';
import { addAccessToken } from './sql/add-access-token.ts';

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(path, 'utf8')).trim();
    return secret === '' ? undefined : secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a whole, synced file under a temporary name, then links it: a crash leaves no half secret under the real name. */
async function writeSecret(path: string, secret: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${secret}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * The administrator's token of this data directory: made at the first start, kept in a file of mode 0600, known to the
 * database by its hash. Who can read the file administers the server; deleting the file and starting again makes another.
 */
export async function ensureAdminToken(db: Db, path: string): Promise<void> {
  let secret = await readSecret(path);
  if (secret === undefined) {
    await writeSecret(path, newSecret('rst_token'));
    secret = await readSecret(path);
  }
  if (secret === undefined) throw new Error(`The file ${path} is empty; delete it, then start again.`);
  await addAccessToken(db, { id: newId('accessToken'), name: 'admin', secretSha256: sha256Of(secret) });
}
