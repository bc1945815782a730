import type { OutstandingUpdate } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import { isAmong, type InstanceIds } from './scoped-instances.ts';

/** Missing security updates of all instances in scope, by instance. */
export async function listOutstanding(db: Db, ids: InstanceIds): Promise<Map<string, OutstandingUpdate[]>> {
  const { rows } = await sql<OutstandingUpdate & { instanceId: string }>`
    select u.instance_id as "instanceId", u.name, u.architecture, u.installed_version as "installedVersion",
      u.available_version as "availableVersion", u.severity, u.advisory, u.cves, u.cves_state = 'KNOWN' as "cvesKnown"
    from security_updates u where ${isAmong(sql`u.instance_id`, ids)}
    order by u.instance_id, u.name, u.architecture, u.available_version`.execute(db);
  const byInstance = new Map<string, OutstandingUpdate[]>();
  for (const { instanceId, ...update } of rows) {
    const list = byInstance.get(instanceId) ?? [];
    byInstance.set(instanceId, list);
    list.push(update);
  }
  return byInstance;
}
