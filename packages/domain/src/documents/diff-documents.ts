import { structuredPatch } from 'diff';
import type { CommandDocument, DocumentStep, Json, JsonObject } from './document.ts';
import { isJsonObject, renderGoJson } from './render-go-json.ts';

/** A run of lines of a script that differ, with lines around them: each begins with `+`, `-` or a space. */
export interface ScriptHunk {
  /** First line of the hunk in the script before and after, from 1. */
  readonly lineBefore: number;
  readonly lineAfter: number;
  readonly lines: readonly string[];
}

/** One difference between two versions; `path` is as in faults, but names parameters and steps. */
export type DocumentChange = { readonly path: string } & (
  | { readonly kind: 'added'; readonly after: Json }
  | { readonly kind: 'removed'; readonly before: Json }
  | { readonly kind: 'changed'; readonly before: Json; readonly after: Json }
  /** The steps that both have, in another order. */
  | { readonly kind: 'reordered'; readonly before: readonly string[]; readonly after: readonly string[] }
  | { readonly kind: 'script'; readonly hunks: readonly ScriptHunk[] }
);

/** Lines shown around each difference of a script. */
const CONTEXT_LINES = 3;

/**
 * What differs between two versions of a document, by meaning and not by text: JSON or YAML, the order of keys and
 * comments make no difference. Scripts are compared line by line.
 */
export function diffDocuments(before: CommandDocument, after: CommandDocument): DocumentChange[] {
  const header = ({ schemaVersion, description }: CommandDocument): JsonObject => ({ schemaVersion, description });
  const parameters = ({ parameters }: CommandDocument) =>
    Object.fromEntries([...parameters].map(([name, definition]) => [name, { ...definition }]));
  const steps = (document: CommandDocument) =>
    Object.fromEntries(document.steps.map((step) => [step.name, toJson(step)]));
  return [
    ...compareMaps(header(before), header(after), ''),
    ...compareMaps(parameters(before), parameters(after), 'parameters'),
    ...compareOrder(before, after),
    ...compareMaps(steps(before), steps(after), 'steps'),
  ];
}

function toJson({ action, inputs, precondition, properties }: DocumentStep): JsonObject {
  return {
    action,
    ...(precondition === undefined ? {} : { precondition }),
    ...(properties === undefined ? { inputs } : { properties }),
  };
}

function compareOrder(before: CommandDocument, after: CommandDocument): DocumentChange[] {
  const names = (document: CommandDocument, other: CommandDocument) =>
    document.steps.map(({ name }) => name).filter((name) => other.steps.some((step) => step.name === name));
  const [left, right] = [names(before, after), names(after, before)];
  const isSame = left.every((name, index) => name === right[index]);
  return isSame ? [] : [{ path: 'steps', kind: 'reordered', before: left, after: right }];
}

function compare(before: Json, after: Json, path: string): DocumentChange[] {
  if (isScript(path, before) && isScript(path, after)) return compareScripts(before, after, path);
  if (isJsonObject(before) && isJsonObject(after)) return compareMaps(before, after, path);
  if (isMapList(before) && isMapList(after) && before.length === after.length) {
    return before.flatMap((item, index) => compare(item, after[index] as Json, `${path}[${index}]`));
  }
  return renderGoJson(before) === renderGoJson(after) ? [] : [{ path, kind: 'changed', before, after }];
}

function compareMaps(before: JsonObject, after: JsonObject, path: string): DocumentChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): DocumentChange[] => {
    const place = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(before, key)) return [{ path: place, kind: 'added', after: after[key] as Json }];
    if (!Object.hasOwn(after, key)) return [{ path: place, kind: 'removed', before: before[key] as Json }];
    return compare(before[key] as Json, after[key] as Json, place);
  });
}

function isScript(path: string, value: Json): value is readonly string[] {
  return /\.runcommand$/i.test(path) && Array.isArray(value) && value.every((item: Json) => typeof item === 'string');
}

/** The items of a 1.2 plugin. */
function isMapList(value: Json): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every((item: Json) => isJsonObject(item));
}

function compareScripts(before: readonly string[], after: readonly string[], path: string): DocumentChange[] {
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  if (text(before) === text(after)) return [];
  const { hunks } = structuredPatch('', '', text(before), text(after), '', '', { context: CONTEXT_LINES });
  const shown = hunks.map(({ oldStart, newStart, lines }) => ({ lineBefore: oldStart, lineAfter: newStart, lines }));
  return [{ path, kind: 'script', hunks: shown }];
}
