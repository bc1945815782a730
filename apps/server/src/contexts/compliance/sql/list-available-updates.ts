import type { AvailableUpdate, UpdateType } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface UpdatesPage {
  readonly instanceId: string;
  readonly updateType?: UpdateType | undefined;
  /** A part of a name, an advisory or a CVE id, whatever the case. */
  readonly search?: string | undefined;
  /** Name, architecture and version after which the page begins. */
  readonly after?: readonly string[] | undefined;
  readonly limit: number;
}

/** What an instance is missing, by name. The CVEs are the vendor's, or those worked out from changelogs. */
export async function listAvailableUpdates(db: Db, page: UpdatesPage): Promise<AvailableUpdate[]> {
  const search = page.search?.toLowerCase();
  const conditions = [
    sql`u.instance_id = ${page.instanceId}::text`,
    ...(page.updateType === undefined ? [] : [sql`u.update_type = ${page.updateType}::text`]),
    ...(search === undefined
      ? []
      : [
          sql`strpos(lower(u.name || ' ' || u.advisory || ' ' || array_to_string(coalesce(s.cves, u.cves), ' ')), ${search}::text) > 0`,
        ]),
    ...(page.after === undefined
      ? []
      : [
          sql`(u.name, u.architecture, u.available_version) > (${sql.join(page.after.map((part) => sql`${part}::text`))})`,
        ]),
  ];
  const { rows } = await sql<AvailableUpdate>`
    select u.name, u.architecture, u.installed_version as "installedVersion", u.available_version as "availableVersion",
      u.update_type as "updateType", u.severity, u.advisory, coalesce(s.cves, u.cves) as cves,
      coalesce(s.cves_state = 'KNOWN', true) as "cvesKnown", u.repository, u.size_bytes as "sizeBytes",
      u.reboot_suggested as "rebootSuggested"
    from available_updates u
    left join security_updates s
      on u.update_type = 'SECURITY' and s.instance_id = u.instance_id and s.name = u.name
      and s.architecture = u.architecture and s.available_version = u.available_version
    where ${sql.join(conditions, sql` and `)}
    order by u.name, u.architecture, u.available_version limit ${page.limit}::int`.execute(db);
  return rows;
}
