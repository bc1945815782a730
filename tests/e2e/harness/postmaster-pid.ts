import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the cluster of a data directory lies: below it, or staged elsewhere when its account may not enter there. */
async function pidFiles(dataDir: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'postgres'), { recursive: true });
  return entries.filter((entry) => entry.endsWith('postmaster.pid')).map((entry) => join(dataDir, 'postgres', entry));
}

/** The pid of the embedded PostgreSQL of a data directory: line 1 of postmaster.pid (PostgreSQL manual, "Database File Layout"). */
export async function postmasterPid(dataDir: string): Promise<number> {
  for (const file of await pidFiles(dataDir)) {
    const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
    if (Number.isInteger(pid) && pid > 1) return pid;
  }
  throw new Error(`No PostgreSQL runs below ${dataDir}.`);
}
