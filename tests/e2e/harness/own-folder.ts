import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagedCluster } from './own-processes.ts';

/** A new folder with a data directory's place in it; both go away at the end, with the cluster that was put elsewhere. */
export interface OwnFolder extends AsyncDisposable {
  readonly folder: string;
  readonly dataDir: string;
}

/** @param mode 0o755 lets PostgreSQL's account in when the test is root; 0o700 does not. */
export async function ownFolder(mode: number): Promise<OwnFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'rustine-e2e-'));
  await chmod(folder, mode);
  const dataDir = join(folder, 'data');
  return {
    folder,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      for (const staged of await stagedCluster(dataDir)) await rm(staged, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
