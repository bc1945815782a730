import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import { goesOnFrom } from './chain.ts';

/** Values of the parameter OnlyVersions by operating system, as name|version|architecture. */
export type Pins = Readonly<Record<string, readonly string[]>>;

/** The first wave of which something ran. */
export interface FirstWave {
  readonly position: number;
  readonly name: string;
  /** False when it failed and a person had the work request go on. */
  readonly succeeded: boolean;
  /** Operating systems, as name|version|architecture, by the invocations that succeeded, before this retry too. */
  readonly systems: ReadonlyMap<string, string>;
  /** What the work request is bound to as a retry. */
  readonly inherited: Pins;
}

interface FirstWaveRow extends Omit<FirstWave, 'systems'> {
  readonly systems: Record<string, string> | null;
}

/** Null when none ran so far. */
export async function readFirstWave(db: Db, workRequestId: string): Promise<FirstWave | null> {
  const { rows } = await sql<FirstWaveRow>`
    select v.position, v.name, v.state = 'SUCCEEDED' as succeeded,
      (
        select jsonb_object_agg(i.id, i.pins_key) from invocations i
        where i.work_request_id in ${goesOnFrom} and i.wave = v.position and i.state = 'SUCCEEDED'
          and i.pins_key is not null
      ) as systems, coalesce(w.pins, '{}') as inherited
    from work_waves v join work_requests w on w.id = v.work_request_id
    where v.work_request_id = ${workRequestId}::text and v.state in ('SUCCEEDED', 'FAILED')
    order by v.position limit 1`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { ...row, systems: new Map(Object.entries(row.systems ?? {})) };
}

/** Binds all waves of a locked work request from `position` on. False when they are bound. */
export async function savePins(
  tx: Transaction,
  { workRequestId, position }: { readonly workRequestId: string; readonly position: number },
  pins: Pins,
): Promise<boolean> {
  const { rows } = await sql`
    update work_waves set pins = ${JSON.stringify(pins)}::jsonb
    where work_request_id = ${workRequestId}::text and position >= ${position}::integer and pins is null
      and state = 'WAITING'
    returning position`.execute(tx);
  return rows.length > 0;
}

/** Locks those that wait in a bound wave whose operating system has no pins; passes over what somebody else holds. */
export async function lockUnbound(
  tx: Transaction,
  { workRequestId, position }: { readonly workRequestId: string; readonly position: number },
): Promise<{ id: string; system: string }[]> {
  const { rows } = await sql<{ id: string; system: string }>`
    select i.id, coalesce(i.pins_key, '') as system
    from invocations i join work_waves v on v.work_request_id = i.work_request_id and v.position = i.wave
    where i.work_request_id = ${workRequestId}::text and i.wave >= ${position}::integer
      and i.state = 'PENDING' and i.released_at is null and not v.pins ? coalesce(i.pins_key, '')
    order by i.id
    for no key update of i skip locked`.execute(tx);
  return rows;
}
