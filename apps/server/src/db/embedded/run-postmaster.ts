import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import { explainFailure } from './explain-failure.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { logSize, readLogSince, trimLog } from './postmaster-log.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { settingArguments } from './postmaster-settings.ts';
import { asAccount } from './run-tool.ts';

/** Recovery after a crash replays at most `max_wal_size` (1 GB) of log: minutes on a slow disk. */
const READY_TIMEOUT_MS = 600_000;
const STEP_MS = 15;

export interface PostmasterPlan {
  readonly nativeDir: string;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly account: Account;
  readonly settings: Readonly<Record<string, string>>;
}

export interface Postmaster {
  readonly pid: number;
  /** Resolves, never rejects, when the process has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts PostgreSQL and resolves once it accepts connections. It has a session of its own, so that the Ctrl-C that a
 * terminal sends to our whole process group does not stop the database before the server has finished with it.
 *
 * @throws EmbeddedPostgresError that names the cause when it ends instead.
 */
export async function runPostmaster(plan: PostmasterPlan): Promise<Postmaster> {
  trimLog(plan.logFile);
  const logStart = logSize(plan.logFile);
  const postmaster = spawnPostmaster(plan);
  let over = false;
  void postmaster.ended.then(() => {
    over = true;
  });
  for (let waited = 0; waited < READY_TIMEOUT_MS; waited += STEP_MS) {
    if (over) {
      throw explainFailure(readLogSince(plan.logFile, logStart), {
        clusterDir: plan.clusterDir,
        logFile: plan.logFile,
        doing: 'PostgreSQL did not start',
      });
    }
    const file = readPostmasterFile(plan.clusterDir);
    if (file?.ready === true && file.pid === postmaster.pid) {
      return postmaster;
    }
    await sleep(STEP_MS);
  }
  postmaster.kill('SIGQUIT');
  throw new EmbeddedPostgresError(
    'not-starting',
    `PostgreSQL was not ready after ${READY_TIMEOUT_MS / 60_000} minutes (log: ${plan.logFile})`,
  );
}

function spawnPostmaster({ nativeDir, clusterDir, logFile, account, settings }: PostmasterPlan): Postmaster {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(join(nativeDir, 'bin/postgres'), ['-D', clusterDir, ...settingArguments(settings)], {
      ...asAccount(account),
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.unref();
    return { pid: child.pid ?? -1, ended: whenEnded(child), kill: (signal) => void child.kill(signal) };
  } finally {
    closeSync(log);
  }
}

function whenEnded(child: ChildProcess): Postmaster['ended'] {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // A program that cannot be started at all reports an error and no exit.
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}
