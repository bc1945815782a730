import type {
  Forecast,
  InvocationState,
  PowerRule,
  Targets,
  WavePlan,
  WindowRule,
  WorkRequestState,
} from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import type { Pins } from './pins.ts';

export interface NewWorkRequest {
  readonly id: string;
  readonly compartmentId: string;
  readonly documentName: string;
  /** Null only for one that could not start. */
  readonly documentVersion: number | null;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly targets: Targets | null;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  readonly comment: string;
  readonly deliverySeconds: number;
  readonly retryOf: string | null;
  /** The versions that a retry is bound to. */
  readonly pins: Pins | null;
  readonly jobId: string | null;
  readonly executionId: string | null;
  readonly waves: WavePlan | null;
  readonly window: WindowRule | null;
  readonly power: PowerRule;
  readonly heedsFreezes: boolean;
  readonly freezeOverride: { readonly reason: string; readonly by: string } | null;
  readonly forecast: Forecast | null;
  readonly state: Extract<WorkRequestState, 'ACCEPTED' | 'FAILED'>;
  readonly reason: string;
  readonly createdBy: string;
  readonly idempotencyKey: string | null;
  readonly at: Date;
}

/** False when another work request has the same idempotency key; a creation under way is waited for. */
export async function insertWorkRequest(tx: Transaction, request: NewWorkRequest): Promise<boolean> {
  const { rows } = await sql`
    insert into work_requests
      (id, compartment_id, document_name, document_version, parameters, targets, max_concurrency, max_errors, comment,
        delivery_seconds, retry_of, job_id, execution_id, wave_plan, window_rule, power, heeds_freezes, freeze_override,
        forecast, pins, state, reason, created_by, idempotency_key, created_at, finished_at)
    values (${request.id}::text, ${request.compartmentId}::text, ${request.documentName}::text,
      ${request.documentVersion}::integer, ${JSON.stringify(request.parameters)}::jsonb,
      ${jsonOf(request.targets)}::jsonb, ${request.maxConcurrency}::text, ${request.maxErrors}::text,
      ${request.comment}::text, ${request.deliverySeconds}::integer, ${request.retryOf}::text, ${request.jobId}::text,
      ${request.executionId}::text, ${jsonOf(request.waves)}::jsonb, ${jsonOf(request.window)}::jsonb,
      ${request.power}::text, ${request.heedsFreezes}::boolean, ${jsonOf(request.freezeOverride)}::jsonb,
      ${jsonOf(request.forecast)}::jsonb, ${jsonOf(request.pins)}::jsonb, ${request.state}::text,
      ${request.reason}::text, ${request.createdBy}::text, ${request.idempotencyKey}::text, ${request.at}::timestamptz,
      case when ${request.state}::text = 'FAILED' then ${request.at}::timestamptz end)
    on conflict (idempotency_key) do nothing
    returning id`.execute(tx);
  return rows.length > 0;
}

function jsonOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
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
  /** Waiting for its turn, or skipped from the start. */
  readonly state: Extract<InvocationState, 'PENDING' | 'SKIPPED'>;
  readonly reason: string;
  readonly wave: number | null;
  readonly windowName: string | null;
  readonly startUntil: Date | null;
  readonly windowClosesAt: Date | null;
  readonly deadlineAt: Date | null;
}

/** Adds invocations; all share their times. */
export async function insertInvocations(
  tx: Transaction,
  invocations: readonly NewInvocation[],
  shared: {
    readonly workRequestId: string;
    readonly timeoutSeconds: number;
    readonly at: Date;
    /** Which operating system each has now is kept, because a run may change its version. */
    readonly bindsVersions: boolean;
    /** The work request that it repeats, where each keeps the operating system that it had. */
    readonly retryOf: string | null;
  },
): Promise<void> {
  const times = (of: (invocation: NewInvocation) => Date | null) =>
    invocations.map((invocation) => of(invocation)?.toISOString() ?? null);
  await sql`
    insert into invocations
      (id, work_request_id, instance_id, state, reason, wave, window_name, start_until, window_closes_at, deadline_at,
        timeout_seconds, created_at, finished_at, pins_key)
    select added.id, ${shared.workRequestId}::text, added.instance_id, added.state, added.reason, added.wave,
      added.window_name, added.start_until, added.window_closes_at, added.deadline_at,
      ${shared.timeoutSeconds}::integer, ${shared.at}::timestamptz,
      case when added.state = 'SKIPPED' then ${shared.at}::timestamptz end,
      case when ${shared.bindsVersions}::boolean then coalesce(
        (
          select before.pins_key from invocations before
          where before.work_request_id = ${shared.retryOf}::text and before.instance_id = m.id
        ),
        concat_ws('|', m.os_name, m.os_version, m.architecture)
      ) end
    from unnest(
      ${invocations.map(({ id }) => id)}::text[],
      ${invocations.map(({ instanceId }) => instanceId)}::text[],
      ${invocations.map(({ state }) => state)}::text[],
      ${invocations.map(({ reason }) => reason)}::text[],
      ${invocations.map(({ wave }) => wave)}::integer[],
      ${invocations.map(({ windowName }) => windowName)}::text[],
      ${times(({ startUntil }) => startUntil)}::timestamptz[],
      ${times(({ windowClosesAt }) => windowClosesAt)}::timestamptz[],
      ${times(({ deadlineAt }) => deadlineAt)}::timestamptz[]
    ) as added (id, instance_id, state, reason, wave, window_name, start_until, window_closes_at, deadline_at)
    join managed_instances m on m.id = added.instance_id`.execute(tx);
}
