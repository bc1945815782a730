import { randomBytes } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { explainFailure } from './explain-failure.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type Placement, recordInitialised } from './place-cluster.ts';
import { runTool } from './run-tool.ts';
import { syncDirectory, writeDurably } from '../../durable/write-durably.ts';

/** The superuser of the embedded cluster. */
export const CLUSTER_USER = 'rustine';

const INITDB_TIMEOUT_MS = 300_000;

/**
 * Makes the cluster if there is none, and returns the password of its user. The password is durable before the
 * cluster is, and the cluster appears by a rename, so a kill at any point leaves either none or a whole one.
 */
export async function initCluster(placement: Placement, binaries: Binaries): Promise<string> {
  const passwordPath = join(placement.baseDir, 'password');
  if (placement.exists) {
    await checkVersion(placement, binaries);
    await recordInitialised(placement);
    return readPassword(passwordPath);
  }
  const password = randomBytes(24).toString('base64url');
  await writeDurably(passwordPath, `${password}\n`);
  await removeHalfClusters(placement.homeDir);
  const partial = join(placement.homeDir, `cluster.${randomBytes(4).toString('hex')}.partial`);
  const passwordCopy = `${partial}.password`;
  // initdb runs as another account and takes a password from a file alone: argv could be read by anyone.
  await writeFile(passwordCopy, password, { mode: 0o600 });
  await chown(passwordCopy, placement.account.uid, placement.account.gid);
  try {
    const { code, output } = await runTool(
      join(binaries.nativeDir, 'bin/initdb'),
      initdbArguments(partial, passwordCopy),
      { account: placement.account, timeoutMs: INITDB_TIMEOUT_MS },
    );
    if (code !== 0) {
      throw explainFailure(output, {
        clusterDir: placement.clusterDir,
        doing: 'initdb could not make the database cluster',
      });
    }
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordCopy, { force: true });
  }
  await rename(partial, placement.clusterDir);
  await syncDirectory(placement.homeDir);
  await recordInitialised(placement);
  return password;
}

/** The builtin C.UTF-8 locale sorts the same on every machine, whatever its libc or ICU: an index survives a move. */
function initdbArguments(clusterDir: string, passwordFile: string): string[] {
  return [
    `--pgdata=${clusterDir}`,
    `--username=${CLUSTER_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
  ];
}

async function checkVersion({ clusterDir }: Placement, { majorVersion }: Binaries): Promise<void> {
  const found = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === '') {
    throw new EmbeddedPostgresError(
      'cluster-broken',
      `${clusterDir} has no PG_VERSION file: it is no database cluster any more; bring it back from a backup`,
    );
  }
  if (found !== majorVersion) {
    throw new EmbeddedPostgresError(
      'foreign-version',
      `the database in ${clusterDir} was made by PostgreSQL ${found}, this release brings ${majorVersion}: start the release that made it and export, or set DATABASE_URL`,
    );
  }
}

async function readPassword(path: string): Promise<string> {
  const password = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (password === '') {
    throw new EmbeddedPostgresError(
      'password-missing',
      `the database's password file ${path} is missing or unreadable: bring it back from a backup of the data directory`,
    );
  }
  return password;
}

async function removeHalfClusters(homeDir: string): Promise<void> {
  for (const name of await readdir(homeDir)) {
    if (/^cluster\..*\.partial/.test(name)) {
      await rm(join(homeDir, name), { recursive: true, force: true });
    }
  }
}
