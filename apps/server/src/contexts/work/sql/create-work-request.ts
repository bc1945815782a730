import type { InvocationState, Targets } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface NewWorkRequest {
  readonly id: string;
  readonly compartmentId: string;
  readonly documentName: string;
  readonly documentVersion: number;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly targets: Targets | null;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly comment: string;
  readonly deliverySeconds: number;
  readonly retryOf: string | null;
  readonly createdBy: string;
  readonly idempotencyKey: string | null;
  readonly at: Date;
}

/** False when another work request has the same idempotency key; a creation under way is waited for. */
export async function insertWorkRequest(tx: Transaction, request: NewWorkRequest): Promise<boolean> {
  const targets = request.targets === null ? null : JSON.stringify(request.targets);
  const { rows } = await sql`
    insert into work_requests
      (id, compartment_id, document_name, document_version, parameters, targets, max_concurrency, max_errors, comment,
        delivery_seconds, retry_of, state, created_by, idempotency_key, created_at)
    values (${request.id}::text, ${request.compartmentId}::text, ${request.documentName}::text,
      ${request.documentVersion}::integer, ${JSON.stringify(request.parameters)}::jsonb, ${targets}::jsonb,
      ${request.maxConcurrency}::text, ${request.maxErrors}::text, ${request.comment}::text,
      ${request.deliverySeconds}::integer, ${request.retryOf}::text, 'ACCEPTED', ${request.createdBy}::text,
      ${request.idempotencyKey}::text, ${request.at}::timestamptz)
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
}

/** Adds invocations that wait for their turn; all share their times. */
export async function insertInvocations(
  tx: Transaction,
  invocations: readonly NewInvocation[],
  shared: {
    readonly workRequestId: string;
    readonly timeoutSeconds: number;
    readonly reason: string;
    readonly at: Date;
    readonly deadlineAt: Date;
  },
): Promise<void> {
  const state: InvocationState = 'PENDING';
  await sql`
    insert into invocations
      (id, work_request_id, instance_id, state, reason, deadline_at, timeout_seconds, created_at)
    select added.id, ${shared.workRequestId}::text, added.instance_id, ${state}::text, ${shared.reason}::text,
      ${shared.deadlineAt}::timestamptz, ${shared.timeoutSeconds}::integer, ${shared.at}::timestamptz
    from unnest(
      ${invocations.map(({ id }) => id)}::text[],
      ${invocations.map(({ instanceId }) => instanceId)}::text[]
    ) as added (id, instance_id)`.execute(tx);
}
