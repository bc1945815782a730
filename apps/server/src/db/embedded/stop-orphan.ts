import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isAlive, isInUse, isPostmasterOf, readPostmasterFile } from './postmaster-file.ts';

const FAST_STOP_MS = 60_000;
const IMMEDIATE_STOP_MS = 30_000;
const STEP_MS = 25;

/**
 * Stops the PostgreSQL that a killed server left behind on this cluster, so that the next one starts as our child with
 * this release's settings. Only a process that is proved to serve this cluster is touched.
 *
 * @throws EmbeddedPostgresError `foreign-process` when it does not end.
 */
export async function stopOrphan(clusterDir: string, log: Log): Promise<void> {
  const file = readPostmasterFile(clusterDir);
  if (file === undefined) {
    return;
  }
  const { pid } = file;
  if (!isPostmasterOf(clusterDir, pid)) {
    // After a reboot, or in a container always, the pid soon belongs to another program, and PostgreSQL would refuse.
    if (isAlive(pid) && !isInUse(clusterDir)) {
      log.warn(
        { pid, clusterDir },
        'removing the lock file of a PostgreSQL that is gone; its pid is another program now',
      );
      await rm(join(clusterDir, 'postmaster.pid'), { force: true });
    }
    return;
  }
  log.info({ pid, clusterDir }, 'taking over the PostgreSQL that an earlier server left running');
  // SIGINT is the fast shutdown: sessions are ended, what is committed is written. SIGQUIT leaves the rest to recovery.
  for (const [signal, patienceMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    if (isPostmasterOf(clusterDir, pid)) {
      process.kill(pid, signal);
    }
    if (await endsWithin(pid, clusterDir, patienceMs)) {
      return;
    }
  }
  throw new EmbeddedPostgresError(
    'foreign-process',
    `PostgreSQL (pid ${pid}) of an earlier server still runs on ${clusterDir} and does not stop: end it by hand`,
  );
}

async function endsWithin(pid: number, clusterDir: string, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += STEP_MS) {
    if (!isAlive(pid) || !isPostmasterOf(clusterDir, pid)) {
      return true;
    }
    await sleep(STEP_MS);
  }
  return false;
}
