import { sql, type RawBuilder } from 'kysely';

/**
 * The parameters that a command has: those of the work request `w`, and the versions to which its wave `v`, if it is in
 * one, is bound for its operating system. `invocation` names the row of the invocation.
 */
export function parametersOf(invocation: 'i' | 'o'): RawBuilder<unknown> {
  const key = sql.ref(`${invocation}.pins_key`);
  return sql`(
    w.parameters || case when v.pins ? ${key} then jsonb_build_object('OnlyVersions', v.pins -> ${key}) else '{}' end
  )`;
}
