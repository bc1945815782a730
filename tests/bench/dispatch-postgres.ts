import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../apps/server/src/db/embedded/start-embedded-postgres.ts';

/** The PostgreSQL that servers bring along, for several of them; it stops when its parent lets go of it. */
export interface BenchPostgres {
  readonly databaseUrl: string;
  readonly pid: number;
}

const [dataDir = ''] = process.argv.slice(2);
const log = pino({ level: 'warn' }, pino.destination(2));
// It stops when its parent does, and in its order, whoever else is told to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
const postgres = await startEmbeddedPostgres({ dataDir, log });
process.on('disconnect', () => void postgres.stop().finally(() => process.exit(0)));
const { host, port, user, password, database } = postgres.poolConfig;
const databaseUrl = `postgresql://${user}:${encodeURIComponent(password)}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
process.send?.({ databaseUrl, pid: postgres.pid() ?? 0 } satisfies BenchPostgres);
