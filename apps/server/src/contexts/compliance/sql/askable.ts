import { sql, type RawBuilder } from 'kysely';
import { ATTEMPTS_MAX, FIRST_RETRY_MINUTES, UNREADABLE_DAYS } from '../resolve/rules.ts';

/**
 * The condition that a row `package_changelogs` may be asked for again: its ask ended without an answer and its wait is
 * over, or it was unreadable long ago. Planning and claiming share it, so a claim holds what the plan saw.
 */
export function mayAskAgain(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(
    package_changelogs.attempts < ${ATTEMPTS_MAX}::int
    and case package_changelogs.state
      when 'ASKED' then
        package_changelogs.asked_at + make_interval(mins => ${FIRST_RETRY_MINUTES}::int << (package_changelogs.attempts - 1))
          <= ${now}::timestamptz
        and not exists (select from changelog_asks a where a.id = package_changelogs.ask_id and a.closed_at is null)
      when 'UNREADABLE' then
        package_changelogs.known_at + make_interval(days => ${UNREADABLE_DAYS}::int) <= ${now}::timestamptz
      else false
    end
  )`;
}
