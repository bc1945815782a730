import type { Json, JsonObject } from '../documents/document.ts';
import { parseJson } from '../documents/parse-json.ts';
import { readKey } from '../documents/read-key.ts';
import { isJsonObject } from '../documents/render-go-json.ts';

/** Something wrong with a step's inputs; the path leads from the inputs to the place. */
export interface InputFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface TextOptions {
  readonly required?: boolean;
  readonly oneOf?: readonly string[];
}

/** Reads a plugin's inputs; keys match whatever their case. What is wrong is collected, and a harmless value answered. */
export interface InputReader {
  readonly faults: readonly InputFault[];
  /** As they are written in the map. */
  readonly keys: readonly string[];
  readonly defers: boolean;
  /** `''` when absent. */
  text(key: string, options?: TextOptions): string;
  /** true, false, or their text. */
  flag(key: string): boolean;
  /** A list of texts, lists in it flattened. */
  texts(key: string, options?: { readonly required?: boolean }): readonly string[];
  /** A map, or JSON text of one; null when absent or not known yet. */
  map(key: string): InputReader | null;
  raw(key: string): Json | undefined;
  /** Whether the value holds a reference that is replaced only when the document is sent. */
  isDeferred(key: string): boolean;
  fault(key: string, message: string): void;
}

export interface ReaderOptions {
  /** At registration values may still be references, which say nothing about what will stand there. */
  readonly defers: boolean;
  readonly path?: readonly (string | number)[];
  readonly faults?: InputFault[];
}

export function createInputReader(inputs: JsonObject, { defers, path = [], faults = [] }: ReaderOptions): InputReader {
  const raw = (key: string) => readKey(inputs, key).value ?? undefined;
  const isDeferred = (key: string) => defers && hasReference(raw(key));
  const fault = (key: string, message: string) => {
    faults.push({ path: [...path, readKey(inputs, key).key], message });
  };
  return {
    faults,
    keys: Object.keys(inputs),
    defers,
    raw,
    isDeferred,
    fault,
    text(key, { required = false, oneOf } = {}) {
      const value = raw(key);
      if (value === undefined || value === '') {
        if (required) fault(key, `${key} is needed.`);
        return '';
      }
      if (typeof value !== 'string') {
        fault(key, `${key} must be text.`);
        return '';
      }
      if (oneOf !== undefined && !oneOf.includes(value) && !isDeferred(key)) {
        fault(key, `${key} must be one of ${oneOf.join(', ')}, not ${value}.`);
      }
      return value;
    },
    flag(key) {
      const value = raw(key);
      if (value === undefined || value === '' || isDeferred(key)) return false;
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      fault(key, `${key} must be true or false.`);
      return false;
    },
    texts(key, { required = false } = {}) {
      const value = raw(key);
      if (value === undefined) {
        if (required) fault(key, `${key} is needed: a list of texts.`);
        return [];
      }
      if (typeof value === 'string' && isDeferred(key)) return [];
      const items = flatten(value);
      if (items === null) fault(key, `${key} must be a list of texts.`);
      return items ?? [];
    },
    map(key) {
      const value = raw(key);
      if (value === undefined || value === '') return null;
      const parsed = typeof value === 'string' ? parseJson(value) : value;
      if (!isJsonObject(parsed)) {
        if (!isDeferred(key)) fault(key, `${key} must be a map, or JSON text of one.`);
        return null;
      }
      return createInputReader(parsed, { defers, path: [...path, readKey(inputs, key).key], faults });
    },
  };
}

/** `{{ssm-secure:…}}` does not count: it is replaced only where it is used. */
function hasReference(value: Json | undefined): boolean {
  return typeof value === 'string' && /\{\{(?! *ssm-secure:)/.test(value);
}

function flatten(value: Json): string[] | null {
  if (!Array.isArray(value)) return null;
  const texts: string[] = [];
  for (const item of value as readonly Json[]) {
    const inner = typeof item === 'string' ? [item] : flatten(item);
    if (inner === null) return null;
    for (const text of inner) texts.push(text);
  }
  return texts;
}
