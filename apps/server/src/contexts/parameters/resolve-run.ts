import { CodedError } from '@rustine/contract';
import {
  planDocument,
  resolveParameters,
  resolvePlan,
  type CommandDocument,
  type DocumentFault,
  type PlannedStep,
  type Platform,
  type StoredParameters,
  type StoreReference,
} from '@rustine/domain';
import { referencesOfRun, type ReferencesDeps } from './references-of-run.ts';

export interface PlannedRun {
  readonly document: CommandDocument;
  readonly given: Readonly<Record<string, readonly string[]>>;
  readonly platforms: readonly Platform[];
}

/**
 * Checks parameters and stored values of a run before it is sent, and gives its steps for each platform as they will run.
 * They may hold secrets: nothing of them may be kept or told.
 * @throws CodedError VALIDATION_FAILED naming each place that does not fit, or refers to what is not stored.
 */
export async function resolveRun(
  deps: ReferencesDeps,
  { document, given, platforms }: PlannedRun,
): Promise<(readonly PlannedStep[])[]> {
  refuse(resolveParameters(document, given).faults);
  const references = new Map<string, StoreReference>();
  for (const platform of platforms) {
    const found = await referencesOfRun(deps, { document, given, platform, workRequestId: null });
    for (const reference of found) references.set(reference.key, reference);
  }
  const stored = await deps.read([...references.values()]);
  const { values, faults } = resolveParameters(document, given, { stored });
  refuse([...faults, ...absentFaults([...references.keys()], stored)]);
  if (values === undefined) throw new Error('parameters without a fault have values');
  return platforms.map((platform) => {
    const filled = resolvePlan(planDocument({ document, parameters: values, platform }), stored);
    refuse(filled.faults);
    return filled.value ?? [];
  });
}

function absentFaults(keys: readonly string[], stored: StoredParameters): DocumentFault[] {
  return keys
    .filter((key) => !stored.has(key))
    .map((key) => ({ path: `store.${key}`, message: `The parameter store has no parameter ${key}.` }));
}

function refuse(faults: readonly DocumentFault[]): void {
  if (faults.length === 0) return;
  const details = faults.map(({ path, message }) => ({ place: `body.${path}`, message }));
  const told = [...new Set(details.map(({ message }) => message))].join(' ');
  throw new CodedError('VALIDATION_FAILED', told, { details });
}
