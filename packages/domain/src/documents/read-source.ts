import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { DocumentFault, Json } from './document.ts';

/** A path into the text: keys of maps and indexes of lists. */
export type SourcePath = readonly (string | number)[];

/** A text read as YAML (JSON is YAML), with the way back from a path to its line and column. */
export interface SourceText {
  readonly value: Json;
  faultAt(path: SourcePath, message: string): DocumentFault;
}

/** Aliases that a text may expand to; more is a bomb, not a document (the whole text is at most 64 KB). */
const ALIASES_MAX = 100;

/**
 * Reads JSON or YAML text. Duplicate keys are faults, since which of two wins is different in every reader.
 */
export function readSource(text: string): { readonly source: SourceText } | { readonly faults: DocumentFault[] } {
  const lineCounter = new LineCounter();
  const parsed = parseDocument(text, { lineCounter, prettyErrors: false, version: '1.2', merge: true });
  const at = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = parsed.errors.map((error) => ({ path: '', message: error.message, ...at(error.pos[0]) }));
  if (faults.length > 0) return { faults };

  const read = toJson(parsed);
  if ('fault' in read) return { faults: [{ path: '', message: read.fault, line: 1, column: 1 }] };
  return {
    source: {
      value: read.value,
      faultAt: (path, message) => ({ path: renderPath(path), message, ...at(findOffset(parsed, path)) }),
    },
  };
}

function toJson(parsed: Document): { readonly value: Json } | { readonly fault: string } {
  try {
    const value: unknown = parsed.toJS({ maxAliasCount: ALIASES_MAX });
    return { value: value as Json };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'the text cannot be read' };
  }
}

/** The offset of the node at the path, or of the nearest one above it that exists. */
function findOffset(parsed: Document, path: SourcePath): number {
  let node: unknown = parsed.contents;
  let offset = offsetOf(node) ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = findPair(node, String(key));
      if (pair === undefined) return offset;
      offset = offsetOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = offsetOf(node) ?? offset;
    } else return offset;
  }
  return offsetOf(node) ?? offset;
}

/** The readers of documents match keys whatever their case, the exact one first. */
function findPair(map: YAMLMap, key: string): YAMLMap['items'][number] | undefined {
  const named = (matches: (name: string) => boolean) =>
    map.items.find((item) => isScalar(item.key) && matches(String(item.key.value)));
  return named((name) => name === key) ?? named((name) => name.toLowerCase() === key.toLowerCase());
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

/** `mainSteps[0].inputs.runCommand` */
function renderPath(path: SourcePath): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}
