import type { DocumentFault, Json, ParameterValues } from '../documents/document.ts';
import type { PlannedStep } from '../documents/plan-step.ts';
import { findStoreReferences, type StoreReference } from './find-store-references.ts';
import { resolveStoreReferences, type StoredParameters, type StoreResolution } from './resolve-store-references.ts';

/** What must be fetched from the store for these steps, and to check these parameter values. Fetch them in batches. */
export function storeReferencesOf(
  steps: readonly PlannedStep[],
  parameters: ParameterValues = new Map(),
): StoreReference[] {
  return findStoreReferences([
    ...parameters.values(),
    ...steps.map((step) => (step.kind === 'run' ? step.inputs : null)),
  ]);
}

/**
 * Where a secret may be put in: what a script's file and its variables hold, which only its own processes read. Any other
 * input (a folder, an address, a package's name) shows up in messages, process lists and the logs of others.
 */
const secretInputs: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:runShellScript', ['runcommand', 'environment']],
  ['aws:runPowerShellScript', ['runcommand', 'environment']],
  ['aws:psModule', ['runcommand', 'environment']],
]);

/** Puts stored values into the inputs of the steps that run. One fault in any of them keeps the document from running. */
export function resolvePlan(
  steps: readonly PlannedStep[],
  stored: StoredParameters,
): StoreResolution<readonly PlannedStep[]> {
  const faults: DocumentFault[] = [];
  const secrets = new Set<string>();
  const resolved = steps.map((step): PlannedStep => {
    if (step.kind !== 'run') return step;
    const inputs = Object.entries(step.inputs).map(([key, value]): [string, Json] => {
      const takesSecrets = secretInputs.get(step.action)?.includes(key.toLowerCase()) ?? false;
      const read = resolveStoreReferences(value, { stored, path: `${step.name}.inputs.${key}`, takesSecrets });
      faults.push(...read.faults);
      if (read.value === undefined) return [key, value];
      for (const secret of read.secrets) secrets.add(secret);
      return [key, read.value];
    });
    return { ...step, inputs: Object.fromEntries(inputs) };
  });
  return faults.length > 0 ? { faults } : { value: resolved, secrets: [...secrets], faults: [] };
}
