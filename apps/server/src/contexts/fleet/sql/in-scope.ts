import { sql, type RawBuilder } from 'kysely';
import type { GroupRow } from './groups.ts';
import { inCompartment } from './in-compartment.ts';
import { matchesRule } from './matches-rule.ts';

/** Which instances a question is about: a compartment (with its subtree if recursive), a group, both, or all. */
export interface Scope {
  readonly compartmentId?: string | undefined;
  readonly recursive?: boolean | undefined;
  readonly group?: GroupRow | undefined;
}

/**
 * The condition that an instance is in scope, for a `where` in which `managed_instances` is called `i`. One that was
 * removed is in no scope.
 */
export function inScope({ compartmentId, recursive = false, group }: Scope): RawBuilder<boolean> {
  const compartment = compartmentId === undefined ? sql<boolean>`true` : inCompartment(compartmentId, recursive);
  return sql<boolean>`(i.retired_at is null and ${compartment} and ${group === undefined ? sql`true` : inGroup(group)})`;
}

function inGroup({ id, rule }: GroupRow): RawBuilder<boolean> {
  if (rule !== null) return matchesRule(rule);
  return sql<boolean>`exists (
    select from managed_instance_group_members m where m.group_id = ${id}::text and m.instance_id = i.id
  )`;
}
