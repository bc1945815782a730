import type { Targets } from '@rustine/sdk';

/** Targets in the words in which they are typed; null when only instances were named, too many to be kept. */
export function describeTargets(targets: Targets | null): string {
  if (targets === null) return 'instances named one by one';
  const { instanceIds = [], groupIds = [], labels = {}, compartmentId } = targets;
  return [
    ...instanceIds,
    ...groupIds.map((id) => `group:${id}`),
    ...Object.entries(labels).map(([key, value]) => `label:${key}=${value}`),
    ...(compartmentId === undefined ? [] : [`compartment:${compartmentId}`]),
  ].join(', ');
}
