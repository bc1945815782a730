import type { OsFamily } from '@rustine/contract';
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { selectTargeted, type ResolvedTargets } from './select-targeted.ts';

export interface TargetInstance {
  readonly id: string;
  readonly displayName: string;
  readonly compartmentId: string;
  readonly osFamily: OsFamily;
  readonly labels: Readonly<Record<string, string>>;
}

const columns = sql<TargetInstance>`
  i.id, i.display_name as "displayName", i.compartment_id as "compartmentId", i.os_family as "osFamily", i.labels`;

/** The statement of `listTargets`, by itself so that its plan can be looked at. */
export function selectTargets(targets: ResolvedTargets): RawBuilder<TargetInstance> {
  return sql<TargetInstance>`${selectTargeted(targets, columns)} order by "displayName", id`;
}

/** The targeted instances that exist, each once, by name. */
export async function listTargets(db: Db, targets: ResolvedTargets): Promise<TargetInstance[]> {
  const { rows } = await selectTargets(targets).execute(db);
  return rows;
}
