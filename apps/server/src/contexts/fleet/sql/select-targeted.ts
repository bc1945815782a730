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
 * A query of columns of the targeted instances `i`, each instance once. Each way of naming is a part of a union of its
 * own, so that each uses its index; one `or` over all of them would read the whole fleet. `among` narrows all of them.
 */
export function selectTargeted<Row>(
  targets: ResolvedTargets,
  columns: RawBuilder<Row>,
  among: RawBuilder<boolean> = sql<boolean>`true`,
): RawBuilder<Row> {
  const { instanceIds, groups, labels, compartmentId, recursive = false } = targets;
  const listed = groups.flatMap(({ id, rule }) => (rule === null ? [id] : []));
  const from = sql`select ${columns} from managed_instances i`;
  const isThere = sql`i.retired_at is null and ${among}`;
  const ways: RawBuilder<unknown>[] = [];
  if (instanceIds !== undefined) ways.push(sql`${from} where i.id = any(${instanceIds}::text[]) and ${isThere}`);
  if (listed.length > 0) {
    const members = sql`select instance_id from managed_instance_group_members where group_id = any(${listed}::text[])`;
    ways.push(sql`${from} where i.id in (${members}) and ${isThere}`);
  }
  for (const { rule } of groups) if (rule !== null) ways.push(sql`${from} where ${matchesRule(rule)} and ${isThere}`);
  const within: RawBuilder<boolean>[] = [];
  if (labels !== undefined) within.push(sql<boolean>`i.labels @> ${JSON.stringify(labels)}::jsonb`);
  if (compartmentId !== undefined) within.push(inCompartment(compartmentId, recursive));
  if (within.length > 0) ways.push(sql`${from} where ${sql.join(within, sql` and `)} and ${isThere}`);
  if (ways.length === 0) return sql<Row>`${from} where false`;
  return sql<Row>`${sql.join(ways, sql` union `)}`;
}
