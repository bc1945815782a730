import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface Asking {
  readonly workRequestId: string;
}

/**
 * The invocation of this instance, unless it went out to no agent yet or the agent has told its end. One that is still
 * PENDING may run already: that it was accepted is on its way.
 */
export async function findAsking(db: Db, instanceId: string, invocationId: string): Promise<Asking | null> {
  const { rows } = await sql<Asking>`
    select work_request_id as "workRequestId" from invocations
    where id = ${invocationId}::text and instance_id = ${instanceId}::text
      and agent_state is null and state <> 'SKIPPED' and offered_at is not null`.execute(db);
  return rows[0] ?? null;
}

export interface AskedDocument {
  readonly workRequestId: string;
  readonly name: string;
  readonly selector: string;
}

/** The version that was fixed at the first ask; null before. */
export async function fixedVersion(db: Db, asked: AskedDocument): Promise<number | null> {
  const { rows } = await sql<{ version: number }>`
    select version from asked_documents
    where work_request_id = ${asked.workRequestId}::text and name = ${asked.name}::text
      and selector = ${asked.selector}::text`.execute(db);
  return rows[0]?.version ?? null;
}

/** Fixes a version unless another ask was quicker; `fixedVersion` then says which it is. */
export async function fixVersion(
  db: Db,
  asked: AskedDocument,
  fixed: { readonly version: number; readonly at: Date },
): Promise<void> {
  await sql`
    insert into asked_documents (work_request_id, name, selector, version, asked_at)
    values (${asked.workRequestId}::text, ${asked.name}::text, ${asked.selector}::text, ${fixed.version}::integer,
      ${fixed.at}::timestamptz)
    on conflict do nothing`.execute(db);
}
