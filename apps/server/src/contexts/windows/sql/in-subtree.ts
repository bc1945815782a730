import { sql, type RawBuilder } from 'kysely';

/** The condition that a column names a compartment, or one below it too. */
export function inSubtree(
  column: RawBuilder<unknown>,
  { of, recursive }: { readonly of: string; readonly recursive: boolean },
): RawBuilder<boolean> {
  return sql<boolean>`${column} in (
    with recursive subtree as (
      select id from compartments where id = ${of}::text
      union all
      select c.id from compartments c join subtree s on c.parent_id = s.id where ${recursive}::boolean
    )
    select id from subtree
  )`;
}
