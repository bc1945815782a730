import { sql } from 'kysely';
import type { TestBed } from './test-bed.ts';

/** Cuts the connections of this database that do something at this moment, as a crash of their server does. */
export async function killBusySessions({ db }: TestBed): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`
    .execute(db)
    .catch(() => undefined);
}

/** More than a pool holds. */
const CONNECTIONS = 30;

/** A connection that was cut as its work ended fails whoever uses it next: nobody who matters. */
export async function dropCutConnections({ db }: TestBed): Promise<void> {
  await Promise.allSettled(Array.from({ length: CONNECTIONS }, () => sql`select pg_sleep(0.01)`.execute(db)));
}
