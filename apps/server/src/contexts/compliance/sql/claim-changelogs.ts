import type { WantedChangelog } from '@rustine/domain';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';
import { mayAskAgain } from './askable.ts';

export interface Ask {
  readonly id: string;
  readonly instanceId: string;
  readonly items: readonly string[];
}

export async function insertAsk(tx: Transaction, ask: Ask): Promise<void> {
  await sql`
    insert into changelog_asks (id, instance_id, items)
    values (${ask.id}::text, ${ask.instanceId}::text, ${ask.items}::text[])`.execute(tx);
}

export async function deleteAsk(tx: Transaction, askId: string): Promise<void> {
  await sql`delete from changelog_asks where id = ${askId}::text`.execute(tx);
}

export async function setAskItems(tx: Transaction, askId: string, items: readonly string[]): Promise<void> {
  await sql`update changelog_asks set items = ${items}::text[] where id = ${askId}::text`.execute(tx);
}

type Claimed = Omit<WantedChangelog, 'instanceId'>;

/**
 * Claims changelogs for an ask. A rival's claim of the same row is waited for and then wins: the row that conflicts is
 * taken only if it may still be asked for.
 *
 * @returns those that this call won.
 */
export async function claimChangelogs(
  tx: Transaction,
  { askId, wanted, now }: { askId: string; wanted: readonly WantedChangelog[]; now: Date },
): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    insert into package_changelogs (name, architecture, version, origin, state, ask_id, asked_at)
    select r.name, r.architecture, r.version, r.origin, 'ASKED', ${askId}::text, ${now}::timestamptz
    from unnest(
      ${wanted.map((entry) => entry.name)}::text[], ${wanted.map((entry) => entry.architecture)}::text[],
      ${wanted.map((entry) => entry.version)}::text[], ${wanted.map((entry) => entry.origin)}::text[]
    ) as r (name, architecture, version, origin)
    order by r.name, r.architecture, r.version
    on conflict (name, architecture, version) do update
    set state = 'ASKED', origin = excluded.origin, ask_id = excluded.ask_id, asked_at = excluded.asked_at,
      attempts = package_changelogs.attempts + 1, message = ''
    where ${mayAskAgain(now)}
    returning name, architecture, version, origin`.execute(tx);
  return rows;
}

/** What no package system can have is not asked for; the report that named it is the only trace of it. */
export async function refuseChangelogs(db: Db, unaskable: readonly WantedChangelog[]): Promise<void> {
  await sql`
    insert into package_changelogs (name, architecture, version, origin, state, message, attempts, known_at)
    select r.name, r.architecture, r.version, r.origin, 'UNREADABLE', 'not a name and version of a package', 1000000, now()
    from unnest(
      ${unaskable.map((entry) => entry.name)}::text[], ${unaskable.map((entry) => entry.architecture)}::text[],
      ${unaskable.map((entry) => entry.version)}::text[], ${unaskable.map((entry) => entry.origin)}::text[]
    ) as r (name, architecture, version, origin)
    on conflict do nothing`.execute(db);
}
