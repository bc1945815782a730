import { existsSync, readFileSync } from 'node:fs';
import { access, chmod, constants, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../../apps/server/src/db/embedded/postmaster-file.ts';
import { stopOrphan } from '../../../apps/server/src/db/embedded/stop-orphan.ts';
import { quietLog } from './quiet-log.ts';

const PREFIX = 'rustine-test-';

/** A directory for one run's cluster, in memory when the machine has /dev/shm: there the suite runs three times as fast. */
export async function makeClusterDirectory(): Promise<string> {
  const root = await scratchRoot();
  await sweepAbandoned(root);
  const directory = await mkdtemp(join(root, PREFIX));
  await writeFile(join(directory, 'owner'), String(process.pid));
  // Root's PostgreSQL runs as another account, which must get through.
  await chmod(directory, 0o711);
  return directory;
}

async function scratchRoot(): Promise<string> {
  return access('/dev/shm', constants.W_OK).then(
    () => '/dev/shm',
    () => tmpdir(),
  );
}

/** A run that was killed could not clean up: stop its cluster and take back its memory. */
async function sweepAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const directory = join(root, name);
    if (name.startsWith(PREFIX) && (await isAbandoned(directory))) {
      const clusterDir = join(directory, 'data/postgres/home/cluster');
      await stopOrphan(clusterDir, quietLog);
      await rm(directory, { recursive: true, force: true });
    }
  }
}

async function isAbandoned(directory: string): Promise<boolean> {
  const entry = await stat(directory).catch(() => undefined);
  const ownerFile = join(directory, 'owner');
  return (
    entry?.uid === process.getuid?.() &&
    existsSync(ownerFile) &&
    !isAlive(Number(readFileSync(ownerFile, 'utf8') || process.pid))
  );
}
