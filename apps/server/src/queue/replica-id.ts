import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../durable/write-durably.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The name of this server among others on one database, kept in its data directory: after a kill it knows by it which
 * jobs were its own. The caller holds the data directory, so no two live servers have one name.
 */
export async function readReplicaId(dataDir: string): Promise<string> {
  const path = join(dataDir, 'replica-id');
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (UUID.test(known)) {
    return known;
  }
  const id = randomUUID();
  await mkdir(dataDir, { recursive: true });
  await writeDurably(path, `${id}\n`);
  return id;
}
