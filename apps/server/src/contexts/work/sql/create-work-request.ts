import type { InvocationState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface NewWorkRequest {
  readonly id: string;
  readonly compartmentId: string;
  readonly documentName: string;
  readonly documentVersion: number;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly createdBy: string;
  readonly idempotencyKey: string | null;
  readonly at: Date;
}

/** False when another work request has the same idempotency key; a creation under way is waited for. */
export async function insertWorkRequest(tx: Transaction, request: NewWorkRequest): Promise<boolean> {
  const { rows } = await sql`
    insert into work_requests
      (id, compartment_id, document_name, document_version, parameters, state, created_by, idempotency_key, created_at)
    values (${request.id}::text, ${request.compartmentId}::text, ${request.documentName}::text,
      ${request.documentVersion}::integer, ${JSON.stringify(request.parameters)}::jsonb, 'ACCEPTED',
      ${request.createdBy}::text, ${request.idempotencyKey}::text, ${request.at}::timestamptz)
    on conflict (idempotency_key) do nothing
    returning id`.execute(tx);
  return rows.length > 0;
}

/** The work request that was made with this key, with its invocations by id. */
export async function findByIdempotencyKey(
  db: Db,
  key: string,
): Promise<{ workRequestId: string; invocationIds: string[] } | null> {
  const { rows } = await sql<{ workRequestId: string; invocationIds: string[] }>`
    select w.id as "workRequestId",
      array(select i.id from invocations i where i.work_request_id = w.id order by i.id) as "invocationIds"
    from work_requests w where w.idempotency_key = ${key}::text`.execute(db);
  return rows[0] ?? null;
}

export interface NewInvocation {
  readonly id: string;
  readonly instanceId: string;
  readonly commandJws: string;
}

/** Adds invocations that wait for their agents; all share their times. */
export async function insertInvocations(
  tx: Transaction,
  invocations: readonly NewInvocation[],
  shared: {
    readonly workRequestId: string;
    readonly timeoutSeconds: number;
    readonly at: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  const state: InvocationState = 'PENDING';
  await sql`
    insert into invocations
      (id, work_request_id, instance_id, state, deadline_at, command_jws, expires_at, timeout_seconds, created_at)
    select added.id, ${shared.workRequestId}::text, added.instance_id, ${state}::text, ${shared.expiresAt}::timestamptz,
      added.jws, ${shared.expiresAt}::timestamptz, ${shared.timeoutSeconds}::integer, ${shared.at}::timestamptz
    from unnest(
      ${invocations.map(({ id }) => id)}::text[],
      ${invocations.map(({ instanceId }) => instanceId)}::text[],
      ${invocations.map(({ commandJws }) => commandJws)}::text[]
    ) as added (id, instance_id, jws)`.execute(tx);
}
