import type { HealthCheck, WaveState, WorkRequestState } from '@rustine/contract';
import type { RepeatedWave } from '@rustine/domain';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** A wave of new work; `reason` is empty for one that waits. */
export interface NewWave extends RepeatedWave {
  readonly reason: string;
}

/** Adds the waves of new work, in their order. */
export async function insertWaves(
  tx: Transaction,
  workRequestId: string,
  waves: readonly NewWave[],
  at: Date,
): Promise<void> {
  if (waves.length === 0) return;
  const healthChecks = waves.map(({ healthCheck }) => (healthCheck === undefined ? null : JSON.stringify(healthCheck)));
  await sql`
    insert into work_waves
      (work_request_id, position, name, state, reason, size, success_percent, max_errors, bake_minutes, health_check,
        succeeded_before, failed_before, ended_at)
    select ${workRequestId}::text, added.number - 1, added.name, added.state, added.reason, added.size,
      added.success_percent, added.max_errors, added.bake_minutes, added.health_check::jsonb, added.succeeded_before,
      added.failed_before, case when added.state <> 'WAITING' then ${at}::timestamptz end
    from unnest(
      ${waves.map(({ name }) => name)}::text[],
      ${waves.map(({ state }) => state)}::text[],
      ${waves.map(({ reason }) => reason)}::text[],
      ${waves.map(({ targetIds }) => targetIds.length)}::integer[],
      ${waves.map(({ successPercent }) => successPercent)}::integer[],
      ${waves.map(({ maxErrors }) => maxErrors ?? null)}::text[],
      ${waves.map(({ bakeMinutes }) => bakeMinutes)}::integer[],
      ${healthChecks}::text[],
      ${waves.map(({ succeededBefore }) => succeededBefore)}::integer[],
      ${waves.map(({ failedBefore }) => failedBefore)}::integer[]
    ) with ordinality as added (name, state, reason, size, success_percent, max_errors, bake_minutes, health_check,
      succeeded_before, failed_before, number)`.execute(tx);
}

export interface WaveRow {
  readonly position: number;
  readonly name: string;
  readonly state: WaveState;
  readonly reason: string;
  readonly size: number;
  /** Of a retry: how many of its instances that are not run again succeeded, and how many failed or fell silent. */
  readonly succeededBefore: number;
  readonly failedBefore: number;
  readonly successPercent: number;
  readonly maxErrors: string | null;
  readonly bakeMinutes: number;
  readonly bakeUntil: Date | null;
  readonly healthCheck: HealthCheck | null;
  readonly healthCheckWorkRequestId: string | null;
  /** How the work request of its health check stands; null while there is none. */
  readonly healthCheckState: WorkRequestState | null;
  readonly healthCheckReason: string | null;
  readonly decideUntil: Date | null;
  readonly resumedBy: string | null;
  /** Whether it is bound to versions. */
  readonly pinned: boolean;
}

/** The waves of a work request that this transaction holds locked, in order. */
export async function readWaves(tx: Transaction, workRequestId: string): Promise<WaveRow[]> {
  const { rows } = await sql<WaveRow>`
    select v.position, v.name, v.state, v.reason, v.size, v.succeeded_before as "succeededBefore",
      v.failed_before as "failedBefore", v.success_percent as "successPercent", v.max_errors as "maxErrors", v.bake_minutes as "bakeMinutes", v.bake_until as "bakeUntil",
      v.health_check as "healthCheck", v.health_check_work_request_id as "healthCheckWorkRequestId",
      h.state as "healthCheckState", h.reason as "healthCheckReason", v.decide_until as "decideUntil",
      v.resumed_by as "resumedBy", v.pins is not null as pinned
    from work_waves v left join work_requests h on h.id = v.health_check_work_request_id
    where v.work_request_id = ${workRequestId}::text
    order by v.position`.execute(tx);
  return rows;
}

export interface WaveChange {
  readonly state: WaveState;
  readonly reason: string;
  readonly at: Date;
  readonly bakeUntil?: Date;
  readonly decideUntil?: Date;
  readonly checkFailed?: boolean;
}

/** Moves a wave of a locked work request. */
export async function saveWave(
  tx: Transaction,
  { workRequestId, position }: { readonly workRequestId: string; readonly position: number },
  change: WaveChange,
): Promise<void> {
  const { state, at } = change;
  const ended = state === 'SUCCEEDED' || state === 'FAILED' || state === 'SKIPPED';
  await sql`
    update work_waves set
      state = ${state}::text, reason = ${change.reason}::text,
      started_at = case when ${state}::text = 'SKIPPED' then started_at else coalesce(started_at, ${at}::timestamptz) end,
      ended_at = case when ${ended}::boolean then ${at}::timestamptz end,
      bake_until = coalesce(${change.bakeUntil ?? null}::timestamptz, bake_until),
      decide_until = ${change.decideUntil ?? null}::timestamptz,
      check_failed = check_failed or ${change.checkFailed ?? false}::boolean
    where work_request_id = ${workRequestId}::text and position = ${position}::integer`.execute(tx);
}

/** A person has it go on. One of which something waits runs again; another is passed. */
export async function saveResumed(
  tx: Transaction,
  { workRequestId, position }: { readonly workRequestId: string; readonly position: number },
  resumed: { readonly by: string; readonly at: Date; readonly runsAgain: boolean },
): Promise<void> {
  await sql`
    update work_waves set
      decide_until = null, resumed_by = ${resumed.by}::text, resumed_at = ${resumed.at}::timestamptz,
      state = case when ${resumed.runsAgain}::boolean then 'RUNNING' else state end,
      ended_at = case when ${resumed.runsAgain}::boolean then null else ended_at end
    where work_request_id = ${workRequestId}::text and position = ${position}::integer
      and decide_until is not null`.execute(tx);
}

/** Ends all that is open of the waves of a locked work request that goes no further. */
export async function closeWaves(
  tx: Transaction,
  workRequestId: string,
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<void> {
  await sql`
    update work_waves set
      state = case when state = 'WAITING' then 'SKIPPED' else 'FAILED' end,
      reason = case when reason = '' then ${reason}::text else reason end,
      decide_until = null, ended_at = coalesce(ended_at, ${at}::timestamptz)
    where work_request_id = ${workRequestId}::text
      and (state in ('WAITING', 'RUNNING', 'BAKING', 'CHECKING') or decide_until is not null)`.execute(tx);
}

/** Links a wave that is being checked to the work request that does it, unless it is linked or went on meanwhile. */
export async function linkHealthCheck(
  tx: Transaction,
  { workRequestId, position }: { readonly workRequestId: string; readonly position: number },
  healthCheckWorkRequestId: string,
): Promise<void> {
  await sql`
    update work_waves set health_check_work_request_id = ${healthCheckWorkRequestId}::text
    where work_request_id = ${workRequestId}::text and position = ${position}::integer and state = 'CHECKING'
      and health_check_work_request_id is null`.execute(tx);
}

/** Whether a wave of a locked work request failed and waits for a person. */
export async function isHalted(tx: Transaction, workRequestId: string): Promise<boolean> {
  const { rows } = await sql<{ halted: boolean }>`
    select exists (
      select from work_waves where work_request_id = ${workRequestId}::text and decide_until is not null
    ) as halted`.execute(tx);
  return rows[0]?.halted ?? false;
}
