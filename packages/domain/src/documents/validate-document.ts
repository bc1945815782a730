import { foldKeys } from './fold-keys.ts';
import type { RunnableActions } from './known-actions.ts';
import { noteStoreUse } from './note-store-use.ts';
import { readParameterDefinitions } from './read-parameter-definitions.ts';
import { readRuntimeConfig } from './read-runtime-config.ts';
import { readSource, type SourceText } from './read-source.ts';
import { readSteps } from './read-steps.ts';
import { isJsonObject } from './render-go-json.ts';
import { schemaVersions, type CommandDocument, type DocumentFault, type SchemaVersion } from './document.ts';

/** A document fit to run, or everything that is wrong with it. `notes` are worth reading and refuse nothing. */
export type DocumentValidation = { readonly notes: readonly DocumentFault[] } & (
  | { readonly document: CommandDocument; readonly faults: readonly [] }
  | { readonly document?: undefined; readonly faults: readonly DocumentFault[] }
);

export interface ValidationOptions {
  /** What the agents can run; a step beyond that is a fault. Without it every action of the language passes. */
  readonly runnable?: RunnableActions;
}

/** UTF-8 bytes; the limit of the SSM service for a document's content. */
export const DOCUMENT_BYTES_MAX = 65_536;

/**
 * Reads an SSM Command document, JSON or YAML, and reports every fault with its place in the text. Unknown keys are let
 * pass, as Amazon's agent does: real documents carry keys of Automation (`isEnd`, `nextStep`) without effect.
 */
export function validateDocument(text: string, { runnable }: ValidationOptions = {}): DocumentValidation {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > DOCUMENT_BYTES_MAX) {
    const message = `The document has ${bytes} bytes; at most ${DOCUMENT_BYTES_MAX} are allowed.`;
    return { faults: [{ path: '', message, line: 1, column: 1 }], notes: [] };
  }
  const read = readSource(text);
  if ('faults' in read) return { faults: read.faults, notes: [] };
  return readDocument(read.source, runnable);
}

function readDocument(source: SourceText, runnable: RunnableActions | undefined): DocumentValidation {
  if (!isJsonObject(source.value)) {
    const message = 'A document is a map with schemaVersion and mainSteps.';
    return { faults: [source.faultAt([], message)], notes: [] };
  }
  const root = foldKeys(source.value, ['schemaVersion', 'description', 'parameters', 'mainSteps', 'runtimeConfig']);
  const schemaVersion = readSchemaVersion(root['schemaVersion']);
  if (schemaVersion === undefined) {
    const known = schemaVersions.map((version) => `"${version}"`).join(', ');
    const message = `schemaVersion must be one of ${known}${otherKind(root['schemaVersion'])}.`;
    return { faults: [source.faultAt(['schemaVersion'], message)], notes: [] };
  }
  const faults: DocumentFault[] = [];
  const notes: DocumentFault[] = [];
  const description = root['description'] ?? '';
  if (typeof description !== 'string') faults.push(source.faultAt(['description'], 'description must be text.'));
  const parameters = readParameterDefinitions(source, { value: root['parameters'], faults });
  const steps =
    schemaVersion === '1.2'
      ? readRuntimeConfig(source, { value: root['runtimeConfig'], runnable, findings: { faults, notes } })
      : readSteps(source, { value: root['mainSteps'], runnable, findings: { faults, notes } });
  notes.push(...noteStoreUse(source));
  if (faults.length > 0 || typeof description !== 'string') return { faults, notes };
  return { document: { schemaVersion, description, parameters, steps }, faults: [], notes };
}

/** Documents in the wild leave the version unquoted, which makes it a number: 2 and 2.2 are read as "2.0" and "2.2". */
function readSchemaVersion(value: unknown): SchemaVersion | undefined {
  const text = typeof value === 'number' ? (Number.isInteger(value) ? value.toFixed(1) : String(value)) : value;
  return schemaVersions.find((version) => version === text);
}

/** Versions of the other kinds of SSM documents, which people take for this one. */
function otherKind(value: unknown): string {
  const text = String(value);
  if (text === '0.3') return '; 0.3 is an Automation runbook, not a Command document';
  return text === '1' || text === '1.0' ? '; 1.0 is a Session document, not a Command document' : '';
}
