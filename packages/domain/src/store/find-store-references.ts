import type { Json } from '../documents/document.ts';
import { isJsonObject } from '../documents/render-go-json.ts';

/** A `{{ssm:name}}` in a document's inputs or in a parameter's value. */
export interface StoreReference {
  /** `name`, or `name:selector`: the key under which its value is looked up. */
  readonly key: string;
  readonly name: string;
  /** A version number or a label; null for the newest. */
  readonly selector: string | null;
}

/** Only spaces may stand inside the braces, unlike in references to a document's own parameters (parameterstore.go). */
const reference = /\{\{ *ssm:([/\w.:-]+) *\}\}/g;
const whole = /^\{\{ *ssm:([/\w.:-]+) *\}\}$/;

/**
 * Every store parameter that the value refers to, each once, in the order of the text: all that must be fetched before
 * `resolveStoreReferences`. `{{ssm-secure:…}}` is not among them; it is for the inputs of aws:downloadContent alone.
 */
export function findStoreReferences(value: Json): StoreReference[] {
  const found = new Map<string, StoreReference>();
  collect(value, found);
  return [...found.values()];
}

function collect(value: Json, found: Map<string, StoreReference>): void {
  if (typeof value === 'string') {
    for (const match of value.matchAll(reference)) {
      const read = readReferenceKey(match[1] ?? '');
      if (!found.has(read.key)) found.set(read.key, read);
    }
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) collect(item, found);
  } else if (isJsonObject(value)) {
    for (const item of Object.values(value)) collect(item, found);
  }
}

/** `name`, `name:3` or `name:label`. A name has no colon of its own. */
export function readReferenceKey(key: string): StoreReference {
  const colon = key.indexOf(':');
  if (colon === -1) return { key, name: key, selector: null };
  return { key, name: key.slice(0, colon), selector: key.slice(colon + 1) };
}

/** The key when the text is one reference and nothing else. */
export function wholeStoreReference(text: string): string | null {
  return whole.exec(text)?.[1] ?? null;
}

/** Replaces each reference by what `put` gives for its key; what `put` gives is not read again. */
export function replaceStoreReferences(text: string, put: (key: string) => string): string {
  return text.replace(reference, (_token, key: string) => put(key));
}
