import type { Targets } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { getGroups } from './sql/groups.ts';
import { listCovered } from './sql/list-covered.ts';

/** So many targets are asked for in one statement: each is a part of its plan. */
const AT_ONCE = 50;

/** From so many instances on it costs less to look for all and to leave out the others here. */
const MANY = 1_000;

/**
 * Which instances each of many targets names at this moment, by the key of the targets: of all instances, or of those
 * asked for. What the targets name and is not there any more names nothing, since targets that are kept outlive groups.
 */
export async function coveredBy(
  db: Db,
  targetsByKey: ReadonlyMap<string, Targets>,
  instanceIds: readonly string[] | 'ALL',
): Promise<ReadonlyMap<string, readonly string[]>> {
  const covered = new Map([...targetsByKey.keys()].map((key) => [key, [] as readonly string[]]));
  if (targetsByKey.size === 0 || instanceIds.length === 0) return covered;
  const among = instanceIds === 'ALL' || instanceIds.length > MANY ? 'ALL' : instanceIds;
  const wanted = among === 'ALL' && instanceIds !== 'ALL' ? new Set(instanceIds) : null;
  const groupIds = new Set([...targetsByKey.values()].flatMap((targets) => targets.groupIds ?? []));
  const groups = groupIds.size === 0 ? [] : await getGroups(db, [...groupIds]);
  const asked = [...targetsByKey].map(([key, { groupIds: named = [], ...rest }]) => ({
    key,
    targets: { ...rest, groups: groups.filter(({ id }) => named.includes(id)) },
  }));
  for (let start = 0; start < asked.length; start += AT_ONCE) {
    const found = await listCovered(db, asked.slice(start, start + AT_ONCE), among);
    for (const { key, ids } of found) covered.set(key, wanted === null ? ids : ids.filter((id) => wanted.has(id)));
  }
  return covered;
}
