import { CodedError, type ProblemDetail } from '@rustine/contract';
import {
  planDocument,
  resolveParameters,
  resolvePlan,
  secureReferenceFaults,
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
  const asGiven = resolveParameters(document, given);
  refuse(asGiven.faults.map(inParameters));
  const references = new Map<string, StoreReference>();
  for (const platform of platforms) {
    const found = await referencesOfRun(deps, { document, given, platform, workRequestId: null });
    for (const reference of found) references.set(reference.key, reference);
  }
  const stored = await deps.read([...references.values()]);
  const { faults } = resolveParameters(document, given, { stored });
  const parameters = asGiven.values ?? new Map();
  const filled = platforms.map((platform) => resolvePlan(planDocument({ document, parameters, platform }), stored));
  const inPlans = filled.flatMap((plan) => [...plan.faults, ...secureReferenceFaults(plan.value ?? [], stored)]);
  const placed = [...faults.map(inParameters), ...inPlans.map(inDocument)];
  refuse([...placed, ...absentDetails([...references.keys()], stored).filter((absent) => !isTold(absent, placed))]);
  return filled.map(({ value = [] }) => value);
}

function inParameters({ path, message }: DocumentFault): ProblemDetail {
  return { place: `body.${path}`, message };
}

function inDocument({ path, message }: DocumentFault): ProblemDetail {
  return { place: `document.${path}`, message };
}

/** What documents within the document refer to has no place in the document itself. */
function absentDetails(keys: readonly string[], stored: StoredParameters): ProblemDetail[] {
  return keys
    .filter((key) => !stored.has(key))
    .map((key) => ({ place: `store.${key}`, message: `The parameter store has no parameter ${key}.` }));
}

function isTold({ message }: ProblemDetail, told: readonly ProblemDetail[]): boolean {
  return told.some((detail) => detail.message.endsWith(message));
}

function refuse(faults: readonly ProblemDetail[]): void {
  if (faults.length === 0) return;
  const details = faults.filter(
    ({ place, message }, index) =>
      faults.findIndex((each) => each.place === place && each.message === message) === index,
  );
  const told = [...new Set(details.map(({ message }) => message))].join(' ');
  throw new CodedError('VALIDATION_FAILED', told, { details });
}
