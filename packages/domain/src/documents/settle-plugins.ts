import type { PlannedStep, StepResult } from './plan-step.ts';

/** Worse states come later; the worst item gives the plugin its state (contracts/model.go, MergeResultStatus). */
const ranks: readonly StepResult['state'][] = ['SKIPPED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'TIMED_OUT'];

/**
 * The results that steer a document: one for each step, but a single one for all the items of a 1.2 plugin, which is left
 * out while items are still to come. Amazon's agent judges a plugin by its items together.
 */
export function settlePlugins({
  steps,
  results,
}: {
  readonly steps: readonly PlannedStep[];
  readonly results: readonly StepResult[];
}): StepResult[] {
  const settled: StepResult[] = [];
  for (let start = 0; start < results.length;) {
    const plugin = steps[start]?.plugin;
    let end = start + 1;
    if (plugin !== undefined) while (steps[end]?.plugin === plugin) end += 1;
    const items = results.slice(start, end);
    if (end <= results.length)
      settled.push(plugin === undefined ? (items[0] as StepResult) : settleItems(plugin, items));
    start = end;
  }
  return settled;
}

/** The first exit code other than 0 is the plugin's, and 168 or 169 there decide over the whole of it. */
function settleItems(plugin: string, items: readonly StepResult[]): StepResult {
  const decisive = items.find(({ exitCode }) => exitCode !== null && exitCode !== 0);
  const stop = items.some(({ effect }) => effect === 'stop');
  if (decisive?.effect === 'exit' && !stop) return { ...decisive, name: plugin };
  const worst = items.toSorted((a, b) => ranks.indexOf(b.state) - ranks.indexOf(a.state))[0] as StepResult;
  return {
    name: plugin,
    state: worst.state,
    exitCode: decisive?.exitCode ?? worst.exitCode,
    message: worst.message,
    effect: stop ? 'stop' : items.length === 1 ? worst.effect : 'continue',
  };
}
