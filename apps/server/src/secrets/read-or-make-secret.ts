import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from '../durable/write-durably.ts';

async function readSecret(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Links a whole, synced file into place: a crash leaves no half secret, and of two makers the first one's stays. */
async function writeSecret(path: string, secret: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeSynced(draft, `${secret}\n`);
    // A link fails when the name is taken, where a rename would replace what another maker was quicker to write.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncDirectory(dirname(path));
}

/**
 * A secret that lives in a file of mode 0600, made at the first start and kept for ever.
 * @throws Error that names the file when it is there but empty.
 */
export async function readOrMakeSecret(path: string, make: () => string | Promise<string>): Promise<string> {
  let secret = await readSecret(path);
  if (secret === undefined) {
    await writeSecret(path, await make());
    secret = await readSecret(path);
  }
  if (secret === undefined || secret === '') {
    throw new Error(`The file ${path} is empty: put it back from a backup, or delete it to have another made.`);
  }
  return secret;
}
