import type { HealthCheck, PowerRule, WindowRule } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { goesOnFrom } from './chain.ts';

export interface CheckedWave {
  readonly name: string;
  readonly healthCheck: HealthCheck;
  readonly power: PowerRule;
  readonly createdBy: string;
  /** The windows that the work holds to; null when it may run at any time. */
  readonly window: WindowRule | null;
  /** Those that succeeded, before this retry too, and were not removed since. */
  readonly instances: readonly CheckedInstance[];
}

export interface CheckedInstance {
  readonly id: string;
  /** It succeeded in a run that this one repeats. */
  readonly earlier: boolean;
  /** The window that its run started in, and when that closes; null for work that holds to none. */
  readonly windowName: string | null;
  readonly windowClosesAt: string | null;
}

/** A wave whose health check is to be started; null when it is, or the wave went on. */
export async function readCheckedWave(
  db: Db,
  { workRequestId, position }: { readonly workRequestId: string; readonly position: number },
): Promise<CheckedWave | null> {
  const { rows } = await sql<CheckedWave>`
    select v.name, v.health_check as "healthCheck", w.power, w.created_by as "createdBy",
      w.window_rule as window,
      array(
        select jsonb_build_object(
          'id', i.instance_id, 'earlier', i.work_request_id <> w.id, 'windowName', i.window_name,
          'windowClosesAt', i.window_closes_at
        ) from invocations i join managed_instances m on m.id = i.instance_id
        where i.work_request_id in ${goesOnFrom} and i.wave = v.position and i.state = 'SUCCEEDED'
          and m.retired_at is null
        order by i.id
      ) as instances
    from work_waves v join work_requests w on w.id = v.work_request_id
    where w.id = ${workRequestId}::text and v.position = ${position}::integer and v.state = 'CHECKING'
      and v.health_check is not null and v.health_check_work_request_id is null`.execute(db);
  return rows[0] ?? null;
}
