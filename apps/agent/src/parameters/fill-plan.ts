import {
  resolveParameters,
  resolvePlan,
  secureReferenceFaults,
  secureReferencesOf,
  storeReferencesOf,
  type PlannedStep,
} from '@rustine/domain';
import { ServerRefusedError } from '../checkin/call-server.ts';
import { faultsToText, type PreparedDocument } from '../execute/prepare-document.ts';
import type { InvocationStore } from './invocation-store.ts';

export type FilledPlan = { readonly steps: readonly PlannedStep[] } | { readonly fault: string };

/**
 * Fetches the stored values that a document refers to, checks its parameters with them and puts them into its steps. When
 * the signal aborts it answers the steps in a form in which none can run.
 */
export async function fillPlan(
  { name, document, given, parameters, steps }: PreparedDocument,
  store: InvocationStore,
  signal: AbortSignal,
): Promise<FilledPlan> {
  const references = [...storeReferencesOf(steps, parameters), ...secureReferencesOf(steps)];
  if (references.length === 0) return { steps };
  try {
    const keys = references.map(({ key }) => key);
    const stored = await store.fetch(keys, signal);
    const absent = keys.filter((key) => !stored.has(key));
    if (absent.length > 0) {
      return { fault: `The parameter store has no ${absent.join(', ')}, to which document ${name} refers.` };
    }
    const checked = resolveParameters(document, given, { stored });
    const filled = resolvePlan(steps, stored);
    const faults = [...checked.faults, ...filled.faults, ...secureReferenceFaults(steps, stored)];
    if (filled.value !== undefined && faults.length === 0) return { steps: filled.value };
    return { fault: store.redact(`The stored parameters do not fit document ${name}: ${faultsToText(faults)}`) };
  } catch (error) {
    if (signal.aborted) return { steps: withhold(steps, 'its stored parameters had not been fetched.') };
    if (!(error instanceof ServerRefusedError)) throw error;
    return { fault: `The server does not give the stored parameters of document ${name}: ${error.message}` };
  }
}

/** The steps in a form in which none runs: references that were not replaced would reach a script as text. */
export function withhold(steps: readonly PlannedStep[], reason: string): PlannedStep[] {
  return steps.map((step) => {
    if (step.kind !== 'run') return step;
    const { inputs: _inputs, ...rest } = step;
    return { ...rest, kind: 'fail', reason: `Not run: ${reason}` };
  });
}
