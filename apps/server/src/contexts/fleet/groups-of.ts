import type { ManagedInstanceDetail } from '@rustine/contract';
import { matchesRule } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { listPath } from './sql/compartments.ts';
import { listDynamicGroups, listListedGroupsOf } from './sql/groups.ts';
import type { InstanceRow } from './sql/list-instances.ts';

/** The groups that an instance is in now, by name. */
export async function groupsOf(db: Db, row: InstanceRow): Promise<ManagedInstanceDetail['groups']> {
  const compartmentPath = await listPath(db, row.compartment_id);
  const instance = {
    labels: row.labels,
    osFamily: row.os_family,
    osName: row.os_name,
    osVersion: row.os_version,
    compartmentPath,
  };
  const dynamic = (await listDynamicGroups(db)).filter(({ rule }) => matchesRule(rule, instance));
  return [...(await listListedGroupsOf(db, row.id)), ...dynamic]
    .map(({ id, name, rule }) => ({ id, name, dynamic: rule !== null }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
