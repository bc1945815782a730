import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { runningThen } from './running-then.ts';

/** Notes the run of changes that were told before the run's own events came, while the run is still known. */
export async function keepRuns(db: Db, days: number): Promise<void> {
  await sql`
    update package_changes c set invocation_id = ${runningThen(sql`c.instance_id`, sql`c.at`)}
    where c.invocation_id is null and c.received_at > now() - make_interval(days => ${days}::int)
      and ${runningThen(sql`c.instance_id`, sql`c.at`)} is not null
  `.execute(db);
}
