import type { RanWave } from '@rustine/domain';
import type { RetriedInstance } from '../sql/retried.ts';

/**
 * Those that a retry runs on, and a sentence on each kind of those that it leaves out. One whose operating system the first
 * wave did not try stays in when an instance of that wave with that system is retried: it waits for what that one proves.
 */
export function leaveOut(
  instances: readonly RetriedInstance[],
  waves: readonly RanWave[] | undefined,
): { readonly again: readonly RetriedInstance[]; readonly notes: readonly string[] } {
  const first = waves?.findIndex(({ state }) => state === 'SUCCEEDED' || state === 'FAILED') ?? -1;
  const tried = new Set(instances.flatMap((each) => (each.wave === first && !each.removed ? [each.system] : [])));
  const removed = instances.filter((each) => each.removed);
  const unproved = instances.filter((each) => !each.removed && each.unproved && !tried.has(each.system));
  const out = new Set([...removed, ...unproved]);
  return {
    again: instances.filter((each) => !out.has(each)),
    notes: [
      ...leave(removed, 'a person removed them from the fleet'),
      ...leave(unproved, 'the first wave did not try their system (run the document on them to go ahead)'),
    ],
  };
}

/** At most one sentence. */
function leave(instances: readonly RetriedInstance[], why: string): string[] {
  if (instances.length === 0) return [];
  const names = instances.map(({ name }) => name);
  const shown = names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
  return [`Left out, because ${why}: ${shown}.`];
}
