import type { Targets } from '@rustine/contract';
import type { FleetNeeds } from './needs.ts';
import type { ExecutionRow } from './sql/executions.ts';

type Finder = Pick<FleetNeeds, 'findInstances'>;

/**
 * The targets of a job without the instances that were removed since they were named, whose ids are `gone`: one machine
 * that is gone keeps no other from being patched. When nothing else is named they stay as they are, for whoever reads
 * them to refuse.
 */
export async function remainingTargets(
  fleet: Finder,
  targets: Targets,
): Promise<{ readonly targets: Targets; readonly gone: readonly string[] }> {
  const { instanceIds = [], ...rest } = targets;
  const { there, gone } = await partByPresence(fleet, instanceIds);
  const namesMore = [rest.groupIds, rest.labels, rest.compartmentId].some((way) => way !== undefined);
  if (gone.length === 0 || (there.length === 0 && !namesMore)) return { targets, gone: [] };
  return { targets: { ...rest, ...(there.length > 0 && { instanceIds: there }) }, gone };
}

/** An execution without the instances that were removed since they were named, and a word on them. */
export async function withoutGone(
  fleet: Finder,
  execution: ExecutionRow,
): Promise<{ readonly wanted: ExecutionRow; readonly remark: string }> {
  const { spec, instanceIds } = execution;
  if (instanceIds === null) {
    const { targets, gone } = await remainingTargets(fleet, spec.targets);
    return { wanted: { ...execution, spec: { ...spec, targets } }, remark: remarkOn(gone) };
  }
  const { there, gone } = await partByPresence(fleet, instanceIds);
  return { wanted: { ...execution, instanceIds: there }, remark: remarkOn(gone) };
}

const NAMED_MAX = 5;

function remarkOn(gone: readonly string[]): string {
  if (gone.length === 0) return '';
  const more = gone.length > NAMED_MAX ? ` and ${gone.length - NAMED_MAX} more` : '';
  return `Left out, because they were removed: ${gone.slice(0, NAMED_MAX).join(', ')}${more}.`;
}

async function partByPresence(fleet: Finder, ids: readonly string[]): Promise<{ there: string[]; gone: string[] }> {
  const found = ids.length === 0 ? [] : await fleet.findInstances(ids);
  const known = new Set(found.map(({ id }) => id));
  return { there: ids.filter((id) => known.has(id)), gone: ids.filter((id) => !known.has(id)) };
}
