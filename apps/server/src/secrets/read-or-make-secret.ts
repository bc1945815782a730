import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

async function readSecret(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Links a whole, synced file into place: a crash leaves no half secret, and of two makers the first one's stays. */
async function writeSecret(path: string, secret: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
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
  if (secret === undefined || secret === '') throw new Error(`The file ${path} is empty; delete it, then start again.`);
  return secret;
}
