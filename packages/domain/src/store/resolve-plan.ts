import type { DocumentFault, JsonObject, ParameterValues } from '../documents/document.ts';
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

/** Puts stored values into the inputs of the steps that run. One fault in any of them keeps the document from running. */
export function resolvePlan(
  steps: readonly PlannedStep[],
  stored: StoredParameters,
): StoreResolution<readonly PlannedStep[]> {
  const faults: DocumentFault[] = [];
  const secrets = new Set<string>();
  const resolved = steps.map((step): PlannedStep => {
    if (step.kind !== 'run') return step;
    const read = resolveStoreReferences(step.inputs, { stored, path: `${step.name}.inputs` });
    if (read.value === undefined) {
      faults.push(...read.faults);
      return step;
    }
    for (const secret of read.secrets) secrets.add(secret);
    return { ...step, inputs: read.value as JsonObject };
  });
  return faults.length > 0 ? { faults } : { value: resolved, secrets: [...secrets], faults: [] };
}
