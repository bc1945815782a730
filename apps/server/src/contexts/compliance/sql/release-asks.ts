import { finalInvocationStates } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { ATTEMPTS_MAX } from '../resolve/rules.ts';

/** Closes asks whose invocation ended while no report of it can still come, so that others may be asked instead. */
export async function closeEndedAsks(db: Db): Promise<void> {
  await sql`
    update changelog_asks a set closed_at = now()
    from invocations i
    where i.id = a.invocation_id and a.closed_at is null and i.state = any(${[...finalInvocationStates]}::text[])
      and not exists (
        select from reports r where r.invocation_id = i.id and r.state in ('GRANTED', 'UPLOADED')
      )`.execute(db);
}

/** Gives up on changelogs that were asked for often enough in vain. */
export async function giveUpOnChangelogs(db: Db): Promise<void> {
  await sql`
    update package_changelogs c
    set state = 'UNREADABLE', known_at = now(), message = ${`no agent answered in ${ATTEMPTS_MAX} attempts`}::text
    where c.state = 'ASKED' and c.attempts >= ${ATTEMPTS_MAX}::int
      and not exists (select from changelog_asks a where a.id = c.ask_id and a.closed_at is null)`.execute(db);
}
