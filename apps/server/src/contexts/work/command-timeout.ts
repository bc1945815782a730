import { scriptFor, type PlannedStep } from '@rustine/domain';

/** Bounds of the contract's `timeoutSeconds`. */
const SECONDS_MIN = 5;
const SECONDS_MAX = 172_800;
/** Between its steps the agent writes files and starts processes. */
const SECONDS_PER_STEP = 30;

/**
 * Seconds that an agent may run a document: what its steps may take one after another, in the longest of the plans for
 * its platforms, so that the whole never ends a step that is still within its own time-out.
 */
export function commandTimeout(plans: readonly (readonly PlannedStep[])[]): number {
  const longest = Math.max(0, ...plans.map(stepsTimeout));
  return Math.min(SECONDS_MAX, Math.max(SECONDS_MIN, longest));
}

function stepsTimeout(steps: readonly PlannedStep[]): number {
  let seconds = 0;
  for (const step of steps) {
    if (step.kind !== 'run') continue;
    const read = scriptFor(step.inputs);
    seconds += SECONDS_PER_STEP + ('script' in read ? read.script.timeoutSeconds : 0);
  }
  return seconds;
}
