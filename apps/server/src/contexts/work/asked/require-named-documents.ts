import { CodedError, type ProblemDetail } from '@rustine/contract';
import { namedDocuments, type PlannedStep } from '@rustine/domain';
import type { WorkNeeds } from '../needs.ts';
import { readSelector } from './read-selector.ts';

/**
 * Refuses work whose steps name documents that there are not; they would fail on every instance. Those that inner
 * documents name are found only when these run.
 * @throws CodedError NOT_FOUND naming each step.
 */
export async function requireNamedDocuments(
  { documents }: Pick<WorkNeeds, 'documents'>,
  plans: readonly (readonly PlannedStep[])[],
): Promise<void> {
  const details = new Map<string, ProblemDetail>();
  for (const { name, version, step } of namedDocuments(plans.flat().filter((each) => each.kind === 'run'))) {
    const selector = readSelector(version ?? '$DEFAULT');
    if (selector !== null && (await documents.selectVersion(name, selector)) !== null) continue;
    const which = version === null ? name : `${name}:${version}`;
    details.set(step, { place: step, message: `Step ${step} names the document ${which}, and there is none.` });
  }
  const [first] = details.values();
  if (first !== undefined) throw new CodedError('NOT_FOUND', first.message, { details: [...details.values()] });
}
