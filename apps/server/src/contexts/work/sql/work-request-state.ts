import type { PowerRule, WavePlan, WindowRule, WorkRequestState } from '@rustine/contract';
import type { InvocationCounts } from '@rustine/domain';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface LockedWorkRequest {
  readonly state: WorkRequestState;
  readonly cancelAskedAt: Date | null;
  readonly stopReason: string;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly deliverySeconds: number;
  readonly documentName: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly waves: WavePlan | null;
  readonly window: WindowRule | null;
  readonly power: PowerRule;
  readonly heedsFreezes: boolean;
}

export async function lockWorkRequest(tx: Transaction, workRequestId: string): Promise<LockedWorkRequest | null> {
  const { rows } = await sql<LockedWorkRequest>`
    select state, cancel_asked_at as "cancelAskedAt", stop_reason as "stopReason",
      max_concurrency as "maxConcurrency", max_errors as "maxErrors", delivery_seconds as "deliverySeconds",
      document_name as "documentName", parameters, wave_plan as waves, window_rule as window, power,
      heeds_freezes as "heedsFreezes"
    from work_requests where id = ${workRequestId}::text for no key update`.execute(tx);
  return rows[0] ?? null;
}

/** The first of its invocations moved. Locks nothing when that happened before. */
export async function markInProgress(tx: Transaction, workRequestId: string, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update work_requests set state = 'IN_PROGRESS', started_at = ${at}::timestamptz
    where id = ${workRequestId}::text and state = 'ACCEPTED'
    returning id`.execute(tx);
  return rows.length > 0;
}

/** Whether any invocation is still open: asked at each end of one, so it reads one index entry and not all of them. */
export async function hasOpenInvocation(tx: Transaction, workRequestId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (
      select from invocations where work_request_id = ${workRequestId}::text and deadline_at is not null
    ) as open`.execute(tx);
  return rows[0]?.open ?? false;
}

export async function countInvocations(tx: Transaction, workRequestId: string): Promise<InvocationCounts> {
  const { rows } = await sql<{ counts: InvocationCounts | null }>`
    select jsonb_object_agg(state, count) as counts from (
      select state, count(*) from invocations where work_request_id = ${workRequestId}::text group by state
    ) by_state`.execute(tx);
  return rows[0]?.counts ?? {};
}

export interface WorkRequestChange {
  readonly state: WorkRequestState;
  readonly reason: string;
  readonly at: Date;
  readonly ended: boolean;
}

/** Writes the state of a work request that this transaction holds locked; `finished_at` stays that of the first end. */
export async function saveWorkRequest(
  tx: Transaction,
  workRequestId: string,
  change: WorkRequestChange,
): Promise<void> {
  await sql`
    update work_requests set
      state = ${change.state}::text,
      reason = ${change.reason}::text,
      started_at = coalesce(started_at, ${change.at}::timestamptz),
      look_at = case when not ${change.ended}::boolean then look_at end,
      finished_at = case when ${change.ended}::boolean then coalesce(finished_at, ${change.at}::timestamptz) end
    where id = ${workRequestId}::text`.execute(tx);
}

export async function markCancelAsked(tx: Transaction, workRequestId: string, at: Date): Promise<void> {
  await sql`
    update work_requests set cancel_asked_at = coalesce(cancel_asked_at, ${at}::timestamptz)
    where id = ${workRequestId}::text`.execute(tx);
}

/** It ended early by itself: what waited never goes out. */
export async function markStopped(
  tx: Transaction,
  workRequestId: string,
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<void> {
  await sql`
    update work_requests set stopped_at = ${at}::timestamptz, stop_reason = ${reason}::text, reason = ${reason}::text
    where id = ${workRequestId}::text`.execute(tx);
}
