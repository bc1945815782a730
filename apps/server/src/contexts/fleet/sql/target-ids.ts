import type { Targets } from '@rustine/contract';
import { sql, type RawBuilder } from 'kysely';
import type { GroupRow } from './groups.ts';
import { inCompartment } from './in-compartment.ts';
import { matchesRule } from './matches-rule.ts';

/** Targets whose groups have been read. */
export interface ResolvedTargets extends Omit<Targets, 'groupIds'> {
  readonly groups: readonly GroupRow[];
}

/**
 * A query of the ids that are targeted, instances that were removed among them. Each way of naming is a part of a
 * union of its own, so that each uses its index; one `or` over all of them would read the whole fleet.
 */
export function targetIds(targets: ResolvedTargets): RawBuilder<{ id: string }> {
  const { instanceIds, groups, labels, compartmentId, recursive = false } = targets;
  const listed = groups.flatMap(({ id, rule }) => (rule === null ? [id] : []));
  const within = [
    labels && sql<boolean>`i.labels @> ${JSON.stringify(labels)}::jsonb`,
    compartmentId !== undefined && inCompartment(compartmentId, recursive),
  ].filter((condition) => typeof condition === 'object');
  const ways = [
    instanceIds && sql`select id from unnest(${instanceIds}::text[]) as id`,
    listed.length > 0 &&
      sql`select instance_id as id from managed_instance_group_members where group_id = any(${listed}::text[])`,
    ...groups.map(({ rule }) => rule !== null && sql`select i.id from managed_instances i where ${matchesRule(rule)}`),
    within.length > 0 && sql`select i.id from managed_instances i where ${sql.join(within, sql` and `)}`,
  ].filter((way) => typeof way === 'object');
  if (ways.length === 0) return sql<{ id: string }>`select null::text as id where false`;
  return sql<{ id: string }>`${sql.join(ways, sql` union `)}`;
}
