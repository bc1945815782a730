import { sql, type RawBuilder } from 'kysely';

/** Which instances a question is about: a compartment (with its subtree if recursive), a group, both, or all. */
export interface Scope {
  readonly compartmentId?: string | undefined;
  readonly recursive?: boolean | undefined;
  readonly groupId?: string | undefined;
}

/** The condition that an instance is in scope, for a `where` in which `managed_instances` is called `i`. */
export function inScope(scope: Scope): RawBuilder<boolean> {
  const compartment =
    scope.compartmentId === undefined
      ? sql<boolean>`true`
      : scope.recursive === true
        ? sql<boolean>`i.compartment_id in (
            with recursive subtree as (
              select id from compartments where id = ${scope.compartmentId}
              union all
              select c.id from compartments c join subtree s on c.parent_id = s.id
            )
            select id from subtree
          )`
        : sql<boolean>`i.compartment_id = ${scope.compartmentId}`;
  const group =
    scope.groupId === undefined
      ? sql<boolean>`true`
      : sql<boolean>`exists (
          select 1 from managed_instance_group_members m where m.group_id = ${scope.groupId} and m.instance_id = i.id
        )`;
  return sql<boolean>`(${compartment} and ${group})`;
}
