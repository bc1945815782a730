import { randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Account, pickAccount, readAccounts } from './account.ts';
import { canTraverse } from './can-traverse.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { writeDurably } from '../../durable/write-durably.ts';

/**
 * What the data directory remembers of its cluster. The random id names a staged cluster, so a new data directory at
 * an old path can never meet the cluster of the one that was deleted.
 */
const PlacementRecord = z.object({
  clusterId: z.uuid(),
  where: z.enum(['inside', 'staged']),
  initialised: z.boolean(),
});
type PlacementRecord = z.infer<typeof PlacementRecord>;

export interface Placement {
  readonly clusterId: string;
  readonly where: 'inside' | 'staged';
  readonly account: Account;
  /** Ours: the record, the password, the log. */
  readonly baseDir: string;
  /** The account's: the cluster and its socket. */
  readonly homeDir: string;
  readonly clusterDir: string;
  /** True when a cluster stands at `clusterDir`. */
  readonly exists: boolean;
}

/**
 * Decides, once for each data directory, where its cluster lives and who runs it, and makes the directories.
 *
 * @throws EmbeddedPostgresError `cluster-unreachable` when a cluster that was there is gone or closed to its account.
 */
export async function placeCluster(
  dataDir: string,
  { self, stagingRoot }: { self: { uid: number; gid: number }; stagingRoot: string },
): Promise<Placement> {
  const baseDir = join(dataDir, 'postgres');
  // Root's PostgreSQL runs as another account that must pass through; what is secret here has mode 0600 of its own.
  await mkdir(baseDir, { recursive: true, mode: self.uid === 0 ? 0o711 : 0o700 });
  const known = await readRecord(baseDir);
  const homeOf = (record: PlacementRecord) =>
    record.where === 'inside' ? join(baseDir, 'home') : join(stagingRoot, record.clusterId);
  const owner = known && (await ownerOf(join(homeOf(known), 'cluster')));
  const account = pickAccount(self, owner, readAccounts());
  if (known?.initialised && owner === undefined) {
    throw new EmbeddedPostgresError(
      'cluster-unreachable',
      `the database of ${dataDir} is missing from ${homeOf(known)}: bring it back from a backup, or remove ${baseDir} to start with an empty one`,
    );
  }
  const record = known ?? {
    clusterId: randomUUID(),
    where: canTraverse(baseDir, account) ? ('inside' as const) : ('staged' as const),
    initialised: false,
  };
  if (known === undefined) {
    await writeDurably(join(baseDir, 'placement.json'), `${JSON.stringify(record)}\n`);
  }
  const homeDir = homeOf(record);
  if (record.where === 'staged') {
    await mkdir(stagingRoot, { recursive: true, mode: 0o755 });
    await chmod(stagingRoot, 0o755);
  }
  await makeHome(homeDir, account);
  if (!canTraverse(homeDir, account)) {
    throw new EmbeddedPostgresError(
      'cluster-unreachable',
      `the account ${account.name} that runs PostgreSQL may not enter ${homeDir}: give the directories above it mode 0711`,
    );
  }
  return {
    clusterId: record.clusterId,
    where: record.where,
    account,
    baseDir,
    homeDir,
    clusterDir: join(homeDir, 'cluster'),
    exists: owner !== undefined,
  };
}

/** From now on a missing cluster is a loss to report, not a first start. */
export async function recordInitialised({ baseDir, clusterId, where }: Placement): Promise<void> {
  if ((await readRecord(baseDir))?.initialised !== true) {
    await writeDurably(
      join(baseDir, 'placement.json'),
      `${JSON.stringify({ clusterId, where, initialised: true } satisfies PlacementRecord)}\n`,
    );
  }
}

async function readRecord(baseDir: string): Promise<PlacementRecord | undefined> {
  const path = join(baseDir, 'placement.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw new EmbeddedPostgresError('not-permitted', `cannot read ${path}: ${error.message}`, { cause: error });
  });
  return text === undefined ? undefined : PlacementRecord.parse(JSON.parse(text));
}

async function ownerOf(clusterDir: string): Promise<number | undefined> {
  try {
    return (await stat(clusterDir)).uid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw new EmbeddedPostgresError(
      'not-permitted',
      `cannot look into ${clusterDir}: ${(error as Error).message}; was it made by another user?`,
      { cause: error },
    );
  }
}

async function makeHome(homeDir: string, account: Account): Promise<void> {
  await mkdir(homeDir, { recursive: true, mode: 0o700 });
  const { uid } = await stat(homeDir);
  if (uid !== account.uid) {
    await chown(homeDir, account.uid, account.gid);
  }
}
