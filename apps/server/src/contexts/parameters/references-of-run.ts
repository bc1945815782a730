import {
  planDocument,
  planInnerDocument,
  readInputs,
  resolveParameters,
  resolvePlan,
  runDocumentInputs,
  secureReferencesOf,
  storeReferencesOf,
  validateDocument,
  type CommandDocument,
  type PlannedStep,
  type Platform,
  type StoredParameters,
  type StoreReference,
} from '@rustine/domain';
import type { ParametersNeeds } from './needs.ts';

/** A document with the parameters that were given for it. */
export interface Run {
  readonly document: CommandDocument;
  readonly given: Readonly<Record<string, readonly string[]>>;
  readonly platform: Platform;
  /** Null while it is only planned. */
  readonly workRequestId: string | null;
}

export interface ReferencesDeps {
  readonly innerDocument: ParametersNeeds['work']['innerDocument'];
  readonly read: (references: readonly StoreReference[]) => Promise<StoredParameters>;
}

/**
 * All that a run refers to on one platform: its parameters, the steps that are not skipped there, and the registered
 * documents that those run. What lies on the instance (LocalPath) is not known here, and refers to nothing.
 */
export async function referencesOfRun(deps: ReferencesDeps, run: Run): Promise<StoreReference[]> {
  const found = new Map<string, StoreReference>();
  await collect(deps, { run, depth: 0, found });
  return [...found.values()];
}

interface Collection {
  readonly run: Run;
  readonly depth: number;
  readonly found: Map<string, StoreReference>;
}

/** What is wrong with a document or its parameters is left for the agent to say: such a run asks for nothing. */
async function collect(deps: ReferencesDeps, { run, depth, found }: Collection): Promise<void> {
  const { document, platform } = run;
  const { values } = resolveParameters(document, run.given);
  if (values === undefined) return;
  const steps = planDocument({ document, parameters: values, platform });
  const references = [...storeReferencesOf(steps, values), ...secureReferencesOf(steps)];
  for (const reference of references) found.set(reference.key, reference);
  for (const step of await withStored(deps, steps)) {
    const read = step.kind === 'run' ? readInputs(runDocumentInputs, step.inputs) : null;
    if (read?.inputs === undefined) continue;
    const inner = planInnerDocument(read.inputs, depth);
    if (inner.kind !== 'run' || inner.document.type !== 'SSMDocument') continue;
    const named = await deps.innerDocument(run.workRequestId, inner.document);
    const parsed = named === null ? undefined : validateDocument(named.content).document;
    if (parsed === undefined) continue;
    await collect(deps, { run: { ...run, document: parsed, given: inner.parameters }, depth: depth + 1, found });
  }
}

/** The steps that run another document; its name may come from the store. */
async function withStored(deps: ReferencesDeps, steps: readonly PlannedStep[]): Promise<readonly PlannedStep[]> {
  const running = steps.filter(({ action }) => action === 'aws:runDocument');
  const references = storeReferencesOf(running);
  if (references.length === 0) return running;
  return resolvePlan(running, await deps.read(references)).value ?? [];
}
