import { checkParameterValue } from './check-parameter-value.ts';
import type { CommandDocument, DocumentFault, Json, ParameterDefinition, ParameterValues } from './document.ts';
import { redactText } from '../redact/create-redactor.ts';
import { findStoreReferences } from '../store/find-store-references.ts';
import { resolveStoreReferences, type StoredParameters } from '../store/resolve-store-references.ts';
import { isJsonObject } from './render-go-json.ts';

/** Either the values of all parameters, or the faults that keep the document from running. */
export type ParameterResolution =
  | { readonly values: ParameterValues; readonly faults: readonly [] }
  | { readonly values?: undefined; readonly faults: readonly DocumentFault[] };

/**
 * Turns the parameters given (SSM wire format: every value a list of strings) and the document's defaults into values.
 * A name that the document does not declare is a fault: Amazon's agent drops it silently, which hides a typing error.
 *
 * A value may refer to the parameter store. It stays as it is, to be replaced in the steps' inputs, and its constraints
 * are checked with the stored value in its place, unless that is left for later.
 */
export function resolveParameters(
  document: CommandDocument,
  given: Readonly<Record<string, readonly string[]>>,
  { stored = 'later' }: { readonly stored?: StoredParameters | 'later' } = {},
): ParameterResolution {
  const faults: DocumentFault[] = [];
  const values = new Map<string, Json>();
  for (const name of Object.keys(given)) {
    if (!document.parameters.has(name)) {
      const known = [...document.parameters.keys()].join(', ') || 'none';
      faults.push({ path: `parameters.${name}`, message: `The document has no parameter ${name}; it has: ${known}.` });
    }
  }
  for (const [name, definition] of document.parameters) {
    const read = readValue(definition, Object.hasOwn(given, name) ? given[name] : undefined);
    const found = 'fault' in read ? [read.fault] : checkValue(definition, read.value, stored);
    for (const message of found) faults.push({ path: `parameters.${name}`, message: `Parameter ${name}: ${message}` });
    if ('value' in read) values.set(name, read.value);
  }
  return faults.length === 0 ? { values, faults: [] } : { faults };
}

function checkValue(definition: ParameterDefinition, value: Json, stored: StoredParameters | 'later'): string[] {
  if (findStoreReferences(value).length === 0) return checkParameterValue(definition, value);
  if (stored === 'later') return [];
  const resolved = resolveStoreReferences(definition.type === 'String' ? [value] : value, { stored, path: '' });
  if (resolved.value === undefined) return resolved.faults.map(({ message }) => message);
  const faults = checkParameterValue(definition, resolved.value);
  return faults.map((message) => redactText(message, resolved.secrets));
}

type ReadValue = { readonly value: Json } | { readonly fault: string };

function readValue(definition: ParameterDefinition, given: readonly string[] | undefined): ReadValue {
  if (given === undefined) {
    return definition.default === undefined
      ? { fault: 'a value is needed; the document has no default for it.' }
      : { value: definition.default };
  }
  if (definition.type === 'StringList') return { value: given };
  if (given.length !== 1) return { fault: `one value is needed, ${given.length} were given.` };
  const text = given[0] ?? '';
  switch (definition.type) {
    case 'String':
      return { value: text };
    case 'Boolean':
      return text === 'true' || text === 'false'
        ? { value: text === 'true' }
        : { fault: '"true" or "false" is needed.' };
    case 'Integer':
      return /^-?\d{1,15}$/.test(text)
        ? { value: Number(text) }
        : { fault: `a whole number is needed, not "${text}".` };
    case 'StringMap': {
      // Amazon's agent keeps the text, so that a script finds the spaces and the order that were given.
      const read = readJson(text, { accept: isJsonObject, fault: 'a JSON object is needed.' });
      return 'fault' in read ? read : { value: text };
    }
    case 'MapList':
      return readJson(text, {
        accept: (value) => Array.isArray(value) && value.every((item: Json) => isJsonObject(item)),
        fault: 'a JSON list of objects is needed.',
      });
    default:
      return definition.type satisfies never;
  }
}

function readJson(
  text: string,
  { accept, fault }: { readonly accept: (value: Json) => boolean; readonly fault: string },
): ReadValue {
  try {
    const value = JSON.parse(text) as Json;
    return accept(value) ? { value } : { fault };
  } catch {
    return { fault };
  }
}
