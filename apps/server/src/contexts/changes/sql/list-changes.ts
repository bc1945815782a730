import type { PackageChangeAction } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { runningThen } from './running-then.ts';

export interface ChangeRow {
  readonly id: string;
  readonly instance_id: string;
  readonly display_name: string;
  readonly at: Date;
  readonly name: string;
  readonly architecture: string;
  readonly action: PackageChangeAction;
  readonly old_version: string | null;
  readonly new_version: string | null;
  readonly invocation_id: string | null;
  readonly window_open: boolean | null;
  readonly received_at: Date;
}

export interface ChangeListing {
  readonly instanceIds: readonly string[] | 'ALL';
  readonly outsideWindow?: boolean | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly search?: string | undefined;
  /** Time and id of the last change of the page before. */
  readonly after: readonly [string, string] | undefined;
  readonly limit: number;
}

/**
 * Changes, newest first, without those of instances that were removed. The run is looked for again where none was known
 * when the change was told: events of a run may come after it.
 */
export async function listChanges(db: Db, listing: ChangeListing): Promise<ChangeRow[]> {
  const { instanceIds, outsideWindow, since, until, search, after, limit } = listing;
  const among = instanceIds === 'ALL' ? sql`true` : sql`c.instance_id = any(${[...instanceIds]}::text[])`;
  const outside =
    outsideWindow === undefined
      ? sql`true`
      : outsideWindow
        ? sql`c.window_open = false`
        : sql`c.window_open is distinct from false`;
  const from = since === undefined ? sql`true` : sql`c.at >= ${since}::timestamptz`;
  const before = until === undefined ? sql`true` : sql`c.at < ${until}::timestamptz`;
  const named = search === undefined ? sql`true` : sql`position(lower(${search}::text) in lower(c.name)) > 0`;
  const beyond = after === undefined ? sql`true` : sql`(c.at, c.id) < (${after[0]}::timestamptz, ${after[1]}::bigint)`;
  const { rows } = await sql<ChangeRow>`
    select c.id::text as id, c.instance_id, i.display_name, c.at, c.name, c.architecture, c.action, c.old_version,
      c.new_version, coalesce(c.invocation_id, ${runningThen(sql`c.instance_id`, sql`c.at`)}) as invocation_id,
      c.window_open, c.received_at
    from package_changes c join managed_instances i on i.id = c.instance_id
    where i.retired_at is null and ${among} and ${outside} and ${from} and ${before} and ${named} and ${beyond}
    order by c.at desc, c.id desc
    limit ${limit}
  `.execute(db);
  return rows;
}
