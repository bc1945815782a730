import { scriptFor, type PlannedStep } from '@rustine/domain';

/** Bounds of the contract's `timeoutSeconds`. */
const SECONDS_MIN = 5;
const SECONDS_MAX = 172_800;
/** Between its steps the agent writes files and starts processes. */
const SECONDS_PER_STEP = 30;

/** What an agent gives to actions that have no time-out of their own; an inner document has those of its steps. */
const actionSeconds: ReadonlyMap<string, number> = new Map([
  ['aws:runDocument', 14_400],
  ['aws:softwareInventory', 3600],
  ['aws:downloadContent', 3600],
  // The index, the change itself, and a second try.
  ['aws:configurePackage', 10_800],
  ['aws:applications', 7200],
  ['aws:psModule', 3600],
  ['rustine:publishReports', 900],
]);

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
    seconds += SECONDS_PER_STEP + (actionSeconds.get(step.action) ?? 0);
    const read = scriptFor(step.inputs);
    if ('script' in read) seconds += read.script.timeoutSeconds;
  }
  return seconds;
}
