import type { OsFamily } from '@rustine/contract';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { targetIds, type ResolvedTargets } from './target-ids.ts';

export interface TargetInstance {
  readonly id: string;
  readonly displayName: string;
  readonly compartmentId: string;
  readonly osFamily: OsFamily;
}

/** The statement of `listTargets`, by itself so that its plan can be looked at. */
export function selectTargets(targets: ResolvedTargets): RawBuilder<TargetInstance> {
  return sql<TargetInstance>`
    with wanted as (${targetIds(targets)})
    select i.id, i.display_name as "displayName", i.compartment_id as "compartmentId", i.os_family as "osFamily"
    from managed_instances i join wanted w on w.id = i.id
    where i.retired_at is null
    order by i.display_name, i.id`;
}

/** The targeted instances that exist, each once, by name. */
export async function listTargets(db: Db, targets: ResolvedTargets): Promise<TargetInstance[]> {
  const { rows } = await selectTargets(targets).execute(db);
  return rows;
}
