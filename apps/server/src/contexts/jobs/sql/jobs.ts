import type { JobState } from '@rustine/contract';
import { sql, type RawBuilder } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import type { JobSpec } from '../job-spec.ts';

export interface JobRow {
  readonly id: string;
  readonly compartmentId: string;
  readonly name: string;
  readonly spec: JobSpec;
  readonly state: JobState;
  readonly nextRunAt: Date | null;
  readonly skipAt: Date | null;
  readonly revision: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = sql`
  j.id, j.compartment_id as "compartmentId", j.name, j.spec, j.state, j.next_run_at as "nextRunAt",
  j.skip_at as "skipAt", j.revision, j.created_by as "createdBy", j.created_at as "createdAt",
  j.updated_at as "updatedAt"`;

/** One that was deleted is not there. */
export async function selectJob(db: Db, id: string): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`
    select ${columns} from scheduled_jobs j where j.id = ${id}::text and j.deleted_at is null`.execute(db);
  return rows[0];
}

/** Locked until the transaction ends: of several that find it due, each sees what the one before it did. */
export async function lockJob(tx: Transaction, id: string): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`
    select ${columns} from scheduled_jobs j
    where j.id = ${id}::text and j.deleted_at is null for no key update`.execute(tx);
  return rows[0];
}

export interface JobListing {
  readonly compartmentId?: string | undefined;
  readonly recursive?: boolean | undefined;
  readonly state?: JobState | undefined;
  readonly search?: string | undefined;
}

/** Jobs by name. `after` is name and id of the last one of the page before. */
export async function selectJobs(
  db: Db,
  listing: JobListing,
  { after, limit }: { readonly after: readonly [string, string] | undefined; readonly limit: number },
): Promise<JobRow[]> {
  const { state = null, search = null } = listing;
  const beyond = after === undefined ? sql`true` : sql`(j.name, j.id) > (${after[0]}::text, ${after[1]}::text)`;
  const { rows } = await sql<JobRow>`
    select ${columns} from scheduled_jobs j
    where j.deleted_at is null and ${isWithin(listing)} and ${beyond}
      and (${state}::text is null or j.state = ${state}::text)
      and (${search}::text is null or position(lower(${search}::text) in lower(j.name || ' ' || (j.spec ->> 'description'))) > 0)
    order by j.name, j.id
    limit ${limit}::integer`.execute(db);
  return rows;
}

function isWithin({ compartmentId, recursive = false }: JobListing): RawBuilder<unknown> {
  if (compartmentId === undefined) return sql`true`;
  return sql`j.compartment_id in (
    with recursive subtree as (
      select id from compartments where id = ${compartmentId}::text
      union all
      select c.id from compartments c join subtree s on c.parent_id = s.id where ${recursive}::boolean
    )
    select id from subtree
  )`;
}

/** Also a deleted one. */
export async function jobEverWas(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select from scheduled_jobs where id = ${id}::text`.execute(db);
  return rows.length > 0;
}

export async function findJobByKey(db: Db, key: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from scheduled_jobs where idempotency_key = ${key}::text`.execute(db);
  return rows[0]?.id ?? null;
}

/** Jobs whose time has come, the longest due first. */
export async function dueJobs(db: Db, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from scheduled_jobs
    where next_run_at <= ${now}::timestamptz and deleted_at is null
    order by next_run_at limit ${limit}::integer`.execute(db);
  return rows.map(({ id }) => id);
}

/** Active jobs that run when a window opens: their next time moves when somebody edits the window. */
export async function jobsOfWindows(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from scheduled_jobs
    where spec -> 'schedule' ->> 'kind' = 'window' and state <> 'PAUSED' and deleted_at is null order by id`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** Names of the jobs that cannot do without a window. */
export async function jobsThatRequire(db: Db, windowId: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from scheduled_jobs
    where deleted_at is null and (
      spec -> 'schedule' ->> 'windowId' = ${windowId}::text
      or spec -> 'window' -> 'windowIds' ? ${windowId}::text
      or spec -> 'reboot' -> 'windowIds' ? ${windowId}::text
    )
    order by name`.execute(db);
  return rows.map(({ name }) => name);
}
