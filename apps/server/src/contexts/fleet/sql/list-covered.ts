import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { selectTargeted, type ResolvedTargets } from './select-targeted.ts';

export interface CoveredRow {
  readonly key: string;
  /** Of an instance that the targets with this key name. */
  readonly id: string;
}

/** All pairs of targets and instances, of all instances or of those asked for, each once. */
export async function listCovered(
  db: Db,
  asked: readonly { readonly key: string; readonly targets: ResolvedTargets }[],
  instanceIds: readonly string[] | 'ALL',
): Promise<CoveredRow[]> {
  const among = instanceIds === 'ALL' ? undefined : sql<boolean>`i.id in (select id from asked)`;
  const parts = asked.map(
    ({ key, targets }) => sql`(${selectTargeted(targets, sql<CoveredRow>`${key}::text as key, i.id`, among)})`,
  );
  // Bound once, however many targets look at it.
  const ids = instanceIds === 'ALL' ? [] : [...instanceIds];
  const { rows } = await sql<CoveredRow>`
    with asked as materialized (select unnest(${ids}::text[]) as id)
    ${sql.join(parts, sql` union all `)}
  `.execute(db);
  return rows;
}
