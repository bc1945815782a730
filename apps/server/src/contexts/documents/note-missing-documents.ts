import type { ProblemDetail } from '@rustine/contract';
import { namedDocuments, validateDocument } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { getVersion } from './sql/get-version.ts';

/** Notes on documents that a text names and that are not registered: whoever registers several may begin anywhere. */
export async function noteMissingDocuments(db: Db, content: string): Promise<ProblemDetail[]> {
  const { document } = validateDocument(content);
  const notes: ProblemDetail[] = [];
  for (const { name, version, step, input } of namedDocuments(document?.steps ?? [])) {
    const number = version !== null && /^\d{1,9}$/.test(version) ? Number(version) : undefined;
    if ((await getVersion(db, name, number)) !== null) continue;
    const which = number === undefined ? name : `${name} version ${number}`;
    const message = `There is no document ${which} yet; a run of this one is refused until it is registered.`;
    notes.push({ place: `${step}.inputs.${input}`, message });
  }
  return notes;
}
