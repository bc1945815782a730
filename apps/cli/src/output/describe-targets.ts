import { ROOT_COMPARTMENT_ID } from '@rustine/contract';
import type { Targets } from '@rustine/sdk';

/**
 * Targets in the words in which they are typed; null when only instances were named, too many to be kept. `nameOf`
 * tells what a group or compartment is called.
 */
export function describeTargets(targets: Targets | null, nameOf: (id: string) => string = (id) => id): string {
  if (targets === null) return 'instances named one by one';
  const { instanceIds = [], groupIds = [], labels = {}, compartmentId, recursive } = targets;
  const labelled = Object.entries(labels).map(([key, value]) => `label:${key}=${value}`);
  const isAll = compartmentId === ROOT_COMPARTMENT_ID && recursive === true;
  const within =
    compartmentId === undefined || (isAll && labelled.length > 0) ? [] : [`compartment:${nameOf(compartmentId)}`];
  return [
    ...instanceIds,
    ...groupIds.map((id) => `group:${nameOf(id)}`),
    ...labelled,
    ...(isAll && labelled.length === 0 ? ['all'] : within),
  ].join(', ');
}
