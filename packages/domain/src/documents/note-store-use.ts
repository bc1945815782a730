import { findStoreReferences } from '../store/find-store-references.ts';
import type { DocumentFault, Json } from './document.ts';
import type { SourcePath, SourceText } from './read-source.ts';
import { readKey } from './read-key.ts';
import { isJsonObject } from './render-go-json.ts';

const secure = /\{\{ *ssm-secure:([/\w.:-]+) *\}\}/g;

/**
 * Notes where a document refers to the parameter store, since what it names must be there when it runs, and where it names
 * a secret in a place that is not looked at.
 */
export function noteStoreUse(source: SourceText): DocumentFault[] {
  const root = isJsonObject(source.value) ? source.value : {};
  return [
    ...childrenOf(root, 'parameters', 'default').flatMap((place) => noteReferences(source, place)),
    ...childrenOf(root, 'mainSteps', 'inputs').flatMap((place) => noteReferences(source, place)),
    ...childrenOf(root, 'runtimeConfig', 'properties').flatMap((place) => noteReferences(source, place)),
  ];
}

interface Place {
  readonly path: SourcePath;
  readonly value: Json;
  /** Whether `{{ssm-secure:…}}` is replaced there. */
  readonly isDownload: boolean;
}

/** The key of each item of a list or map that stands in the document. */
function childrenOf(root: Json, listKey: string, key: string): Place[] {
  if (!isJsonObject(root)) return [];
  const list = readKey(root, listKey);
  const items: [string | number, Json][] = Array.isArray(list.value)
    ? (list.value as readonly Json[]).map((item, index) => [index, item])
    : Object.entries(isJsonObject(list.value ?? null) ? (list.value as object) : {});
  return items.flatMap(([name, item]) => {
    if (!isJsonObject(item)) return [];
    const found = readKey(item, key);
    if (found.value === undefined) return [];
    const isDownload = readKey(item, 'action').value === 'aws:downloadContent';
    return [{ path: [list.key, name, found.key], value: found.value, isDownload }];
  });
}

function noteReferences(source: SourceText, { path, value, isDownload }: Place): DocumentFault[] {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item, index) =>
      noteReferences(source, { path: [...path, index], value: item, isDownload }),
    );
  }
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      noteReferences(source, { path: [...path, key], value: item, isDownload }),
    );
  }
  if (typeof value !== 'string') return [];
  const stored = findStoreReferences(value).map(
    ({ key }) => `This refers to the stored parameter ${key}, which must be there when the document is run.`,
  );
  const secrets = Array.from(value.matchAll(secure), ([, key = '']) =>
    isDownload
      ? `This refers to the stored secret ${key}, which must be there when the document is run.`
      : `{{ssm-secure:${key}}} stays as it is here: it is replaced in the sourceInfo of aws:downloadContent alone.`,
  );
  return [...stored, ...secrets].map((message) => source.faultAt(path, message));
}
