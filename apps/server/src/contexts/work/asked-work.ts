import type { Targets } from '@rustine/contract';
import type { StartWorkRequest } from './plan-work.ts';

export const DELIVERY_SECONDS_DEFAULT = 3600;

/** Past these the names of instances are left to the invocations, which have them all. */
const NAMED_KEPT = 100;

/** What was asked for as one value; instances named in the short form are among its own. */
export function askedTargets({ targets = {}, instanceIds = [] }: StartWorkRequest): Targets | null {
  const { instanceIds: more = [], ...rest } = targets;
  const named = [...new Set([...instanceIds, ...more])];
  const kept = { ...rest, ...(named.length > 0 && named.length <= NAMED_KEPT && { instanceIds: named }) };
  return Object.keys(kept).length === 0 ? null : kept;
}
