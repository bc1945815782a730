import { CodedError, type ProblemDetail, type Targets } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { requireCompartment } from './resolve-scope.ts';
import { getGroups, type GroupRow } from './sql/groups.ts';
import { listTargets, type TargetInstance } from './sql/list-targets.ts';
import type { ResolvedTargets } from './sql/select-targeted.ts';

/** Faults told by place; the rest is counted. */
const DETAILS_MAX = 100;

/**
 * The instances that are targeted at this moment, each once, by name. No instance is an answer too: a group may be empty.
 * `place` is where the targets stand in the request.
 * @throws CodedError NOT_FOUND naming each instance, group or compartment that is not there.
 */
export async function instancesForTargets(
  db: Db,
  targets: Targets,
  place = 'body.targets',
): Promise<readonly TargetInstance[]> {
  const found = await listTargets(db, await resolveTargets(db, targets, place));
  const ids = new Set(found.map(({ id }) => id));
  const missing = (targets.instanceIds ?? []).flatMap((id, index) =>
    ids.has(id) ? [] : [{ place: `${place}.instanceIds[${index}]`, message: `There is no managed instance ${id}.` }],
  );
  refuseMissing(missing);
  return found;
}

/** Reads the groups that the targets name. @throws CodedError NOT_FOUND for a group or compartment that is not there. */
export async function resolveTargets(db: Db, targets: Targets, place: string): Promise<ResolvedTargets> {
  const { groupIds = [], ...rest } = targets;
  const groups = new Map<string, GroupRow>();
  if (groupIds.length > 0) for (const group of await getGroups(db, groupIds)) groups.set(group.id, group);
  refuseMissing(
    groupIds.flatMap((id, index) =>
      groups.has(id)
        ? []
        : [{ place: `${place}.groupIds[${index}]`, message: `There is no managed instance group ${id}.` }],
    ),
  );
  if (targets.compartmentId !== undefined)
    await requireCompartment(db, targets.compartmentId, `${place}.compartmentId`);
  return { ...rest, groups: [...groups.values()] };
}

function refuseMissing(missing: readonly ProblemDetail[]): void {
  const [first] = missing;
  if (first === undefined) return;
  const more = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`;
  throw new CodedError('NOT_FOUND', `${first.message}${more}`, { details: missing.slice(0, DETAILS_MAX) });
}
