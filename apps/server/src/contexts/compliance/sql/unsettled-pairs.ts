import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { openUpdates } from './open-updates.ts';

export interface VersionPair {
  readonly name: string;
  readonly architecture: string;
  readonly installedVersion: string;
  readonly availableVersion: string;
}

export interface KnownPair extends VersionPair {
  readonly candidateCves: readonly string[];
  readonly installedCves: readonly string[];
}

/** Pairs of versions whose changelogs are both known by now; a package that is not installed yet has none to subtract. */
export async function listUnsettledPairs(db: Db, limit: number): Promise<KnownPair[]> {
  const { rows } = await sql<KnownPair>`
    select o.name, o.architecture, o.installed_version as "installedVersion", o.available_version as "availableVersion",
      candidate.cves as "candidateCves", coalesce(installed.cves, '{}') as "installedCves"
    from (
      select distinct u.name, u.architecture, u.installed_version, u.available_version from ${openUpdates}
    ) o
    join package_changelogs candidate
      on candidate.name = o.name and candidate.architecture = o.architecture
      and candidate.version = o.available_version and candidate.state = 'KNOWN'
    left join package_changelogs installed
      on installed.name = o.name and installed.architecture = o.architecture
      and installed.version = o.installed_version and installed.state = 'KNOWN'
    where o.installed_version = '' or installed.name is not null
    limit ${limit}::int`.execute(db);
  return rows;
}

/** Changelogs of a version never change, so what is there already is the same. */
export async function insertUpdateCves(db: Db, pair: VersionPair, cves: readonly string[]): Promise<void> {
  await sql`
    insert into update_cves (name, architecture, installed_version, available_version, cves)
    values (
      ${pair.name}::text, ${pair.architecture}::text, ${pair.installedVersion}::text, ${pair.availableVersion}::text,
      ${cves}::text[]
    )
    on conflict do nothing`.execute(db);
}
