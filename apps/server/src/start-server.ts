import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { composeContexts, type Contexts } from './compose.ts';
import type { ServerConfig } from './config.ts';
import { holdDirectory } from './db/hold-directory.ts';
import { buildApp } from './http/build-app.ts';
import type { Readiness } from './http/health.ts';
import { mountRoutes } from './mount-routes.ts';
import { openDatabase } from './open-database.ts';
import { readReplicaId } from './queue/replica-id.ts';
import { startQueue } from './queue/start-queue.ts';

/** Sessions and links that ended long ago, and package changes that are too old, are deleted this often. */
const HOUSEKEEPING_MS = 3_600_000;

const consoleFolder = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Where people and agents reach this server. */
export function publicUrlOf(config: ServerConfig): string {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return config.publicUrl ?? `http://${host}:${config.port}`;
}

/** Tells the CLI on this machine where the server is. */
async function announce(config: ServerConfig, url: string): Promise<void> {
  const path = join(config.dataDir, 'server.json');
  await writeFile(`${path}.new`, `${JSON.stringify({ url, pid: process.pid })}\n`);
  await rename(`${path}.new`, path);
}

/** In this order they begin, and in the other they end: whoever asks another begins after it. */
function startOrder({ windows, compliance, reports, power, work, quorum, jobs, history }: Contexts) {
  return [windows, compliance, reports, power, work, quorum, jobs, history];
}

/** Starts all roles of the server in this process. What was started before an error is stopped again. */
export async function startServer(
  config: ServerConfig,
  log: Logger,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const url = publicUrlOf(config);
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) {
      // One part that cannot stop must not keep the others running.
      await Promise.resolve(step()).catch((error: unknown) =>
        log.error({ err: error }, 'a part of the server did not stop cleanly'),
      );
    }
  };
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o711 });
    // Two servers over one directory would share a replica's identity, and free each other's jobs.
    const hold = await holdDirectory(config.dataDir);
    undo.push(() => hold.release());
    const database = await openDatabase(config, log);
    undo.push(database.close);
    const contexts = await composeContexts({ config, database, publicUrl: url, log });
    undo.push(contexts.close);
    await contexts.access.ensureAdminToken(join(config.dataDir, 'admin-token'));
    await contexts.registerBuiltIns();

    const app = await buildApp(log);
    let started = false;
    const readiness = async (): Promise<Readiness> => {
      if (!started) return { ready: false, reason: 'starting' };
      try {
        await sql`select 1`.execute(database.connection.db);
        return { ready: true };
      } catch {
        return { ready: false, reason: 'the database does not answer' };
      }
    };
    await mountRoutes(app, {
      contexts,
      readiness,
      consoleDirectory: consoleFolder,
      secureCookie: url.startsWith('https:'),
    });
    undo.push(() => app.close());
    await app.listen({ host: config.host, port: config.port });

    const queue = await startQueue({
      address: database.address,
      tasks: contexts.tasks,
      replicaId: await readReplicaId(config.dataDir),
      log,
    });
    undo.push(() => queue.stop());
    for (const context of startOrder(contexts)) {
      await context.start();
      undo.push(() => context.stop());
    }
    const housekeeping = setInterval(() => {
      contexts.access
        .deleteExpired()
        .catch((error: unknown) => log.warn({ err: error }, 'old sessions were not deleted'));
      contexts.changes.sweep().catch((error: unknown) => log.warn({ err: error }, 'package changes were not swept'));
    }, HOUSEKEEPING_MS);
    undo.push(() => clearInterval(housekeeping));

    await announce(config, url);
    undo.push(() => rm(join(config.dataDir, 'server.json'), { force: true }));
    started = true;
    log.info({ url }, 'the server is ready');
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
