import type { RetryWorkRequest, WavePlan, WindowRule } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { Pins } from './pins.ts';

/** PENDING: of a halted one, what waits. */
export type RetriedState = RetryWorkRequest['states'][number] | 'PENDING';

export interface RetriedInstance {
  readonly id: string;
  readonly name: string;
  readonly state: RetriedState;
  /** The position of its wave; null when there are none. */
  readonly wave: number | null;
  /** The operating system that it had, as name|version|architecture; null where nothing is bound by it. */
  readonly system: string | null;
  /** A person removed it from the fleet. */
  readonly removed: boolean;
  /** It was skipped because no instance of the first wave had its operating system. */
  readonly unproved: boolean;
}

export interface Retried {
  readonly parameters: Record<string, string[]>;
  readonly deliverySeconds: number;
  /** Undefined for one that may run at any time. */
  readonly window: WindowRule | undefined;
  /** Undefined for one without waves. */
  readonly plan: WavePlan | undefined;
  /** The versions that its later waves, or itself as a retry, were bound to; undefined when they were to none. */
  readonly pins: Pins | undefined;
  readonly instances: readonly RetriedInstance[];
}

interface RetriedRow extends Omit<Retried, 'window' | 'plan' | 'pins'> {
  readonly window: WindowRule | null;
  readonly plan: WavePlan | null;
  readonly pins: Pins | null;
}

/**
 * What a work request ran with, and its instances whose invocation is in one of these states, in the order of their turns.
 * Where a person resumed it before it was bound, an operating system without versions was let go on unbound. What its
 * waves were bound to holds all that it was bound to itself.
 */
export async function readRetried(db: Db, workRequestId: string, states: readonly RetriedState[]): Promise<Retried> {
  const { rows } = await sql<RetriedRow>`
    select w.parameters, w.delivery_seconds as "deliverySeconds", w.window_rule as window, w.wave_plan as plan,
      coalesce(bound.pins, w.pins) as pins,
      coalesce((
        select jsonb_agg(
          jsonb_build_object(
            'id', i.instance_id, 'name', m.display_name, 'state', i.state, 'wave', i.wave, 'system', i.pins_key,
            'removed', m.retired_at is not null,
            'unproved', i.state = 'SKIPPED' and not bound.resumed and not bound.pins ? coalesce(i.pins_key, '')
          ) order by i.id
        )
        from invocations i join managed_instances m on m.id = i.instance_id
        where i.work_request_id = w.id and i.state = any(${[...states]}::text[])
      ), '[]') as instances
    from work_requests w
    left join lateral (
      select v.pins, exists (
        select from work_waves r where r.work_request_id = w.id and r.resumed_by is not null and r.pins is null
      ) as resumed
      from work_waves v where v.work_request_id = w.id and v.pins is not null
      order by v.position limit 1
    ) bound on true
    where w.id = ${workRequestId}::text`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`the work request ${workRequestId} is gone`);
  return { ...row, window: row.window ?? undefined, plan: row.plan ?? undefined, pins: row.pins ?? undefined };
}
