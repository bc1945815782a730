import { mkdir, realpath, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { holdDirectory } from '../hold-directory.ts';
import type { Log } from '../log.ts';
import { readyBinaries } from './binaries.ts';
import { ensureDatabase } from './ensure-database.ts';
import { CLUSTER_USER, initCluster } from './init-cluster.ts';
import { placeCluster } from './place-cluster.ts';
import { postmasterSettings } from './postmaster-settings.ts';
import { makeSocketDirectory, SOCKET_PORT } from './socket-directory.ts';
import { STAGING_ROOT } from './staging-root.ts';
import { stopOrphan } from './stop-orphan.ts';
import { type ExitListener, supervisePostmaster } from './supervise-postmaster.ts';

export interface EmbeddedPostgresOptions {
  /** The server's data directory; the cluster lives below it, or where `placement.json` below it says. */
  readonly dataDir: string;
  readonly log: Log;
  /** Told each time PostgreSQL ends without being asked; it is started again without help. */
  readonly onExit?: ExitListener;
  /** Where root puts what its data directory hides from PostgreSQL's account. */
  readonly stagingRoot?: string;
  /** PostgreSQL settings over ours, for tests that may lose their data. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** For `createPool`. The password is in it: it must not be logged. */
  readonly poolConfig: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
    readonly password: string;
  };
  readonly clusterDir: string;
  readonly logFile: string;
  /** The process id at this moment, which a restart changes; undefined while it is down. */
  pid(): number | undefined;
  /** Ends sessions, writes what is committed, waits for the end. */
  stop(): Promise<void>;
}

/**
 * Runs a PostgreSQL of our own for one data directory: makes the cluster at first start, takes over from an earlier
 * server that was killed, restarts PostgreSQL when it dies.
 *
 * @throws EmbeddedPostgresError whose message names the cause, the place and what to do; DirectoryHeldError when
 *   another live server uses the data directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, stagingRoot = STAGING_ROOT } = options;
  const self = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
  await mkdir(options.dataDir, { recursive: true, mode: self.uid === 0 ? 0o711 : 0o700 });
  const dataDir = await realpath(options.dataDir);
  const placement = await placeCluster(dataDir, { self, stagingRoot });
  const hold = await holdDirectory(placement.homeDir);
  try {
    const binaries = await readyBinaries(placement.account, { stagingRoot });
    if (placement.where === 'staged') {
      log.info(
        { clusterDir: placement.clusterDir, account: placement.account.name },
        'the database stands outside the data directory, which its account may not enter',
      );
    }
    await stopOrphan(placement.clusterDir, log);
    const password = await initCluster(placement, binaries);
    const socketDirectory = await makeSocketDirectory(placement);
    const logFile = join(placement.baseDir, 'postgres.log');
    const supervised = await supervisePostmaster(
      {
        nativeDir: binaries.nativeDir,
        clusterDir: placement.clusterDir,
        logFile,
        account: placement.account,
        settings: { ...postmasterSettings(socketDirectory), ...options.settings },
      },
      { log, onExit: options.onExit },
    );
    const poolConfig = { host: socketDirectory, port: SOCKET_PORT, user: CLUSTER_USER, database: 'rustine', password };
    try {
      await ensureDatabase(poolConfig);
    } catch (error) {
      await supervised.stop();
      throw error;
    }
    return {
      poolConfig,
      clusterDir: placement.clusterDir,
      logFile,
      pid: supervised.pid,
      stop: async () => {
        await supervised.stop();
        if (!socketDirectory.startsWith(placement.homeDir)) {
          await rmdir(socketDirectory).catch(() => undefined);
        }
        await hold.release();
      },
    };
  } catch (error) {
    await hold.release();
    throw error;
  }
}
