import { sql, type RawBuilder } from 'kysely';

/**
 * The parameters that a command has: those of the work request `w`, and the versions to which its wave `v`, if it is in
 * one, or the work request itself, as a retry, is bound for its operating system. `invocation` names the row of the
 * invocation.
 */
export function parametersOf(invocation: 'i' | 'o'): RawBuilder<unknown> {
  const key = sql.ref(`${invocation}.pins_key`);
  return sql`(
    w.parameters || case
      when coalesce(v.pins, w.pins) ? ${key} then jsonb_build_object('OnlyVersions', coalesce(v.pins, w.pins) -> ${key})
      else '{}'
    end
  )`;
}
