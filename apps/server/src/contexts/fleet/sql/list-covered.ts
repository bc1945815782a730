import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { selectTargeted, type ResolvedTargets } from './select-targeted.ts';

export interface Covered {
  readonly key: string;
  /** Of the instances that the targets with this key name; never none. */
  readonly ids: readonly string[];
}

/**
 * The instances that each of the targets names, of all instances or of those asked for. They come as one text for each
 * key: tens of thousands of rows of one pair each cost the driver more than the search itself.
 */
export async function listCovered(
  db: Db,
  asked: readonly { readonly key: string; readonly targets: ResolvedTargets }[],
  instanceIds: readonly string[] | 'ALL',
): Promise<Covered[]> {
  const among = instanceIds === 'ALL' ? undefined : sql<boolean>`i.id in (select id from asked)`;
  const parts = asked.map(
    ({ key, targets }) =>
      sql`select ${key}::text as key, string_agg(id, ' ') as ids from (${selectTargeted(targets, sql`i.id`, among)}) named`,
  );
  // Bound once, however many targets look at it.
  const ids = instanceIds === 'ALL' ? [] : [...instanceIds];
  const { rows } = await sql<{ key: string; ids: string | null }>`
    with asked as materialized (select unnest(${ids}::text[]) as id)
    ${sql.join(parts, sql` union all `)}
  `.execute(db);
  return rows.flatMap(({ key, ids: text }) => (text === null ? [] : [{ key, ids: text.split(' ') }]));
}
