import type { InstalledSoftware } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface SoftwarePage {
  readonly instanceId: string;
  /** A part of a name or a publisher, whatever the case. */
  readonly search?: string | undefined;
  /** Name, architecture and version after which the page begins. */
  readonly after?: readonly string[] | undefined;
  readonly limit: number;
}

export async function listInstalledSoftware(db: Db, page: SoftwarePage): Promise<InstalledSoftware[]> {
  const search = page.search?.toLowerCase();
  const conditions = [
    sql`instance_id = ${page.instanceId}::text`,
    ...(search === undefined ? [] : [sql`strpos(lower(name || ' ' || publisher), ${search}::text) > 0`]),
    ...(page.after === undefined
      ? []
      : [sql`(name, architecture, version) > (${sql.join(page.after.map((part) => sql`${part}::text`))})`]),
  ];
  const { rows } = await sql<Omit<InstalledSoftware, 'installedAt'> & { installedAt: Date | null }>`
    select name, version, architecture, publisher, source, installed_at as "installedAt", size_bytes as "sizeBytes"
    from installed_software
    where ${sql.join(conditions, sql` and `)}
    order by name, architecture, version limit ${page.limit}::int`.execute(db);
  return rows.map((row) => ({ ...row, installedAt: row.installedAt?.toISOString() ?? null }));
}
