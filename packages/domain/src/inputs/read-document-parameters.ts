import type { Json, JsonObject } from '../documents/document.ts';
import { readSource } from '../documents/read-source.ts';
import { isJsonObject, renderGoJson } from '../documents/render-go-json.ts';

/**
 * The `documentParameters` of aws:runDocument in the form in which parameters are given to a document (each a list of
 * strings). They may be a map, JSON text or, when that cannot be read, YAML: AWS-RunPatchBaselineWithHooks relies on
 * `{"Operation":"Scan", "SnapshotId": }`, which is no JSON. Those without a value are dropped, so defaults apply.
 */
export function readDocumentParameters(
  value: Json | undefined,
): { readonly parameters: Readonly<Record<string, readonly string[]>> } | { readonly fault: string } {
  if (value === undefined || value === null || value === '') return { parameters: {} };
  const map = typeof value === 'string' ? parseMap(value) : value;
  if (map === null) return { parameters: {} };
  if (!isJsonObject(map)) return { fault: 'documentParameters must be a map, or JSON or YAML text of one' };
  const given = Object.entries(map).flatMap(([name, item]) => (item === null ? [] : [[name, toList(item)] as const]));
  return { parameters: Object.fromEntries(given) };
}

function parseMap(text: string): Json {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    const read = readSource(text);
    return 'source' in read ? read.source.value : text;
  }
}

function toList(value: Json): string[] {
  return Array.isArray(value) ? value.map(toText) : [toText(value)];
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : renderGoJson(value);
}
