import type { WantedChangelog } from '@rustine/domain';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { WANTED_PER_RUN } from '../resolve/rules.ts';
import { mayAskAgain } from './askable.ts';
import { openUpdates } from './open-updates.ts';

/**
 * Changelogs that open updates need and nobody knows or is asked for, each with the instance to ask: not the one that
 * failed to answer before, if there is another, and of the rest the one that was heard of last. Thus few agents are
 * asked for much instead of many for little.
 */
export async function listWantedChangelogs(db: Db, now: Date): Promise<WantedChangelog[]> {
  const { rows } = await sql<WantedChangelog>`
    with needed as (
      select u.name, u.architecture, u.available_version as version, 'CANDIDATE' as origin, u.instance_id
      from ${openUpdates}
      union all
      select u.name, u.architecture, u.installed_version, 'INSTALLED', u.instance_id
      from ${openUpdates} and u.installed_version <> ''
    )
    select distinct on (n.name, n.architecture, n.version)
      n.name, n.architecture, n.version, n.origin, n.instance_id as "instanceId"
    from needed n
    join managed_instances m on m.id = n.instance_id
    left join package_changelogs
      on package_changelogs.name = n.name and package_changelogs.architecture = n.architecture
      and package_changelogs.version = n.version
    left join changelog_asks last_ask on last_ask.id = package_changelogs.ask_id
    where package_changelogs.name is null or ${mayAskAgain(now)}
    order by n.name, n.architecture, n.version,
      last_ask.instance_id is not distinct from n.instance_id,
      m.last_check_in_at desc nulls last, n.instance_id, n.origin desc
    limit ${WANTED_PER_RUN}::int`.execute(db);
  return rows;
}
