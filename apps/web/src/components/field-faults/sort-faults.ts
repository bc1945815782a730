import type { ShownProblem } from '../../api/read-problem.ts';
import { fieldOf, type Places } from './places.ts';

type Detail = ShownProblem['details'][number];

/** What was said of one field, each with what its place says beyond the field. */
export function faultsOfField(details: readonly Detail[], field: string, places: Places): readonly Detail[] {
  return details.flatMap(({ place, message }) => {
    const found = fieldOf(place, places);
    return found?.field === field ? [{ place: found.below, message }] : [];
  });
}

/** What is left of a problem when each field has said its own, and how many have. */
export function leftOf(problem: ShownProblem, places: Places): ShownProblem & { readonly fields: number } {
  const found = problem.details.map((detail) => ({ detail, field: fieldOf(detail.place, places)?.field ?? null }));
  const atFields = found.filter(({ field }) => field !== null);
  const isSaid = atFields.some(({ detail }) => problem.message.includes(detail.message));
  return {
    ...problem,
    message: isSaid ? '' : problem.message,
    details: found.flatMap(({ detail, field }) => (field === null ? [detail] : [])),
    fields: new Set(atFields.map(({ field }) => field)).size,
  };
}
