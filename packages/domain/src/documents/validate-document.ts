import { readParameterDefinitions } from './read-parameter-definitions.ts';
import { readSource, type SourceText } from './read-source.ts';
import { readSteps } from './read-steps.ts';
import { isJsonObject } from './render-go-json.ts';
import { schemaVersions, type CommandDocument, type DocumentFault, type SchemaVersion } from './document.ts';

/** A document fit to run, or everything that is wrong with it. */
export type DocumentValidation =
  | { readonly document: CommandDocument; readonly faults: readonly [] }
  | { readonly document?: undefined; readonly faults: readonly DocumentFault[] };

/** UTF-8 bytes; the limit of the SSM service for a document's content. */
export const DOCUMENT_BYTES_MAX = 65_536;

/**
 * Reads an SSM Command document, JSON or YAML, and reports every fault with its place in the text. Unknown keys are let
 * pass, as Amazon's agent does: real documents carry keys of Automation (`isEnd`, `nextStep`) without effect.
 */
export function validateDocument(text: string): DocumentValidation {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > DOCUMENT_BYTES_MAX) {
    const message = `The document has ${bytes} bytes; at most ${DOCUMENT_BYTES_MAX} are allowed.`;
    return { faults: [{ path: '', message, line: 1, column: 1 }] };
  }
  const read = readSource(text);
  if ('faults' in read) return { faults: read.faults };
  return readDocument(read.source);
}

function readDocument(source: SourceText): DocumentValidation {
  const root = source.value;
  if (!isJsonObject(root))
    return { faults: [source.faultAt([], 'A document is a map with schemaVersion and mainSteps.')] };

  const schemaVersion = readSchemaVersion(root['schemaVersion']);
  if (schemaVersion === undefined) {
    const message = `schemaVersion must be one of ${schemaVersions.map((version) => `"${version}"`).join(', ')}.`;
    return { faults: [source.faultAt(['schemaVersion'], message)] };
  }
  const faults: DocumentFault[] = [];
  const description = root['description'] ?? '';
  if (typeof description !== 'string') faults.push(source.faultAt(['description'], 'description must be text.'));
  const parameters = readParameterDefinitions(source, { value: root['parameters'], faults });
  const steps = readSteps(source, { value: root['mainSteps'], faults });
  if (faults.length > 0 || typeof description !== 'string') return { faults };
  return { document: { schemaVersion, description, parameters, steps }, faults: [] };
}

/** Documents in the wild leave the version unquoted, which makes it a number: 2 and 2.2 are read as "2.0" and "2.2". */
function readSchemaVersion(value: unknown): SchemaVersion | undefined {
  const text = typeof value === 'number' ? (Number.isInteger(value) ? value.toFixed(1) : String(value)) : value;
  return schemaVersions.find((version) => version === text);
}
