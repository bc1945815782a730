import type { HealthCheck, InvocationState, WaveState, WorkWave } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

interface WaveRow {
  readonly position: number;
  readonly name: string;
  readonly state: WaveState;
  readonly reason: string;
  readonly counts: Partial<Record<InvocationState, number>> | null;
  readonly size: number;
  readonly succeededBefore: number;
  readonly successPercent: number;
  readonly bakeMinutes: number;
  readonly bakeUntil: Date | null;
  readonly healthCheck: HealthCheck | null;
  readonly healthCheckWorkRequestId: string | null;
  readonly pinnedVersions: number | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** The waves of a work request in order; none when it goes by max-concurrency alone. */
export async function selectWaves(db: Db, workRequestId: string): Promise<WorkWave[]> {
  const { rows } = await sql<WaveRow>`
    select v.position, v.name, v.state, v.reason, v.size, v.succeeded_before as "succeededBefore",
      v.success_percent as "successPercent",
      v.bake_minutes as "bakeMinutes", v.bake_until as "bakeUntil", v.health_check as "healthCheck",
      v.health_check_work_request_id as "healthCheckWorkRequestId", v.started_at as "startedAt", v.ended_at as "endedAt",
      (
        select jsonb_object_agg(by_state.state, by_state.count) from (
          select state, count(*) from invocations
          where work_request_id = v.work_request_id and wave = v.position group by state
        ) by_state
      ) as counts,
      case when v.pins is not null then (
        select count(distinct version)::integer
        from jsonb_each(v.pins) pin, jsonb_array_elements_text(pin.value) version
        where version <> 'none'
      ) end as "pinnedVersions"
    from work_waves v where v.work_request_id = ${workRequestId}::text
    order by v.position`.execute(db);
  return rows.map((row) => ({
    ...row,
    counts: row.counts ?? {},
    bakeUntil: row.bakeUntil?.toISOString() ?? null,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  }));
}
