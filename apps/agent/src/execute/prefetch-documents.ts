import {
  planInnerDocument,
  readInputs,
  runDocumentInputs,
  type InnerDocument,
  type PlannedStep,
  type Platform,
} from '@rustine/domain';
import type { StepServices } from '../plugins/step-services.ts';
import { prepareDocument } from './prepare-document.ts';

/** A run does not wait longer than this for a network that is not there: its steps ask again when they need it. */
const PREFETCH_MS_MAX = 15_000;

export interface PrefetchNeeds {
  readonly platform: Platform;
  /** Keeps what it fetched, and answers it again without the network. */
  readonly fetchDocument: StepServices['fetchDocument'];
  readonly signal: AbortSignal;
}

/**
 * Brings the documents that the steps will run, and theirs, to this machine before the first step begins, so that a
 * network that goes away during the run holds nothing up. What cannot be had is left to the step, which tells why.
 */
export async function prefetchDocuments(
  steps: readonly PlannedStep[],
  { platform, fetchDocument, signal }: PrefetchNeeds,
): Promise<void> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(PREFETCH_MS_MAX)]);
  const seen = new Set<string>();
  const prefetch = async (planned: readonly PlannedStep[], depth: number): Promise<void> => {
    for (const { document, parameters } of documentsOf(planned, depth)) {
      const key = JSON.stringify([depth, document.name, document.version, parameters]);
      if (until.aborted || seen.has(key)) continue;
      seen.add(key);
      const fetched = await fetchDocument(document, until).catch(() => null);
      if (fetched === null) continue;
      const prepared = prepareDocument({ document: fetched, parameters }, platform);
      if (!('fault' in prepared)) await prefetch(prepared.steps, depth + 1);
    }
  };
  await prefetch(steps, 0);
}

interface NamedDocument {
  readonly document: Extract<InnerDocument, { type: 'SSMDocument' }>;
  readonly parameters: Record<string, string[]>;
}

function documentsOf(steps: readonly PlannedStep[], depth: number): NamedDocument[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'run' || step.action !== 'aws:runDocument') return [];
    const { inputs } = readInputs(runDocumentInputs, step.inputs);
    const plan = inputs === undefined ? undefined : planInnerDocument(inputs, depth);
    if (plan?.kind !== 'run' || plan.document.type === 'LocalPath') return [];
    const given = Object.entries(plan.parameters).map(([name, values]) => [name, [...values]]);
    return [{ document: plan.document, parameters: Object.fromEntries(given) }];
  });
}
