import { sql, type RawBuilder } from 'kysely';

/** The condition that the instance `i` is in a compartment, or below it too. */
export function inCompartment(id: string, recursive: boolean): RawBuilder<boolean> {
  if (!recursive) return sql<boolean>`i.compartment_id = ${id}::text`;
  return sql<boolean>`i.compartment_id in (
    with recursive subtree as (
      select id from compartments where id = ${id}::text
      union all
      select c.id from compartments c join subtree s on c.parent_id = s.id
    )
    select id from subtree
  )`;
}
