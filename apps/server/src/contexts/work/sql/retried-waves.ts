import type { HealthCheck } from '@rustine/contract';
import type { RanWave } from '@rustine/domain';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

interface RanWaveRow extends Omit<RanWave, 'maxErrors' | 'healthCheck'> {
  readonly maxErrors: string | null;
  readonly healthCheck: HealthCheck | null;
}

/** The waves of a work request in order, and how those of their instances stand that ran. */
export async function readRanWaves(db: Db, workRequestId: string): Promise<RanWave[]> {
  const { rows } = await sql<RanWaveRow>`
    select v.name, v.state, v.success_percent as "successPercent", v.max_errors as "maxErrors",
      v.bake_minutes as "bakeMinutes", v.health_check as "healthCheck", v.resumed_by is not null as resumed,
      v.succeeded_before + (count(i.id) filter (where i.state = 'SUCCEEDED'))::integer as succeeded,
      v.failed_before + (count(i.id) filter (where i.state in ('FAILED', 'TIMED_OUT')))::integer as failed
    from work_waves v
    left join invocations i on i.work_request_id = v.work_request_id and i.wave = v.position
    where v.work_request_id = ${workRequestId}::text
    group by v.work_request_id, v.position
    order by v.position`.execute(db);
  return rows.map(({ maxErrors, healthCheck, ...row }) => ({
    ...row,
    ...(maxErrors !== null && { maxErrors }),
    ...(healthCheck !== null && { healthCheck }),
  }));
}
