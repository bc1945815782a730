import { sql } from 'kysely';

/** Missing security updates, as `u`, whose CVEs must come from changelogs and were not worked out yet. */
export const openUpdates = sql`
  available_updates u
  where u.update_type = 'SECURITY' and u.advisory = '' and cardinality(u.cves) = 0
    and not exists (
      select from update_cves p
      where p.name = u.name and p.architecture = u.architecture
        and p.installed_version = u.installed_version and p.available_version = u.available_version
    )`;
