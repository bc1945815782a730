import { checkInputs } from '../inputs/check-inputs.ts';
import type { DocumentFault, JsonObject } from './document.ts';
import type { SourcePath, SourceText } from './read-source.ts';

/** What reading a document found: `faults` refuse it, `notes` are worth reading. */
export interface Findings {
  readonly faults: DocumentFault[];
  readonly notes: DocumentFault[];
}

/** Adds what is wrong with the inputs that stand at the path. Answers whether they can be used. */
export function findInInputs(
  source: SourceText,
  { action, inputs, path }: { readonly action: string; readonly inputs: JsonObject; readonly path: SourcePath },
  findings: Findings,
): boolean {
  const { faults, notes } = checkInputs(action, inputs);
  for (const fault of faults) findings.faults.push(source.faultAt([...path, ...fault.path], fault.message));
  for (const note of notes) findings.notes.push(source.faultAt([...path, ...note.path], note.message));
  return faults.length === 0;
}
