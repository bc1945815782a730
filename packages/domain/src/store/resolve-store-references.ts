import type { DocumentFault, Json } from '../documents/document.ts';
import { isJsonObject } from '../documents/render-go-json.ts';
import { replaceStoreReferences, wholeStoreReference } from './find-store-references.ts';

/** A parameter of the store. A StringList is one text, split at every comma; there is no quoting. */
export interface StoredParameter {
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
}

/** Parameters by the key of their reference (`name` or `name:selector`). */
export type StoredParameters = ReadonlyMap<string, StoredParameter>;

/** `secrets`: the secret values now in the value, which output and logs must not show (see `createRedactor`). */
export type StoreResolution<Value> =
  | { readonly value: Value; readonly secrets: readonly string[]; readonly faults: readonly [] }
  | { readonly value?: undefined; readonly faults: readonly DocumentFault[] };

/**
 * Puts stored values in the place of `{{ssm:name}}`, after the document's own parameters were put in, as Amazon's agent
 * does (parameterstore.go): a StringList that is alone as an item of a list becomes so many items; inside a text, or
 * where no list is, it is a fault, as is a name that the store does not have. A stored value is not read again, so it
 * cannot refer to another. Unlike Amazon's agent this takes secret values too, where `takesSecrets` says so (everywhere
 * unless given), and says which they are.
 */
export function resolveStoreReferences(
  value: Json,
  {
    stored,
    path,
    takesSecrets = true,
  }: { readonly stored: StoredParameters; readonly path: string; readonly takesSecrets?: boolean },
): StoreResolution<Json> {
  const work: Work = { stored, takesSecrets, faults: [], secrets: new Set() };
  const resolved = resolve(value, path, work);
  return work.faults.length > 0 ? { faults: work.faults } : { value: resolved, secrets: [...work.secrets], faults: [] };
}

interface Work {
  readonly stored: StoredParameters;
  readonly takesSecrets: boolean;
  readonly faults: DocumentFault[];
  readonly secrets: Set<string>;
}

function resolve(value: Json, path: string, work: Work): Json {
  if (typeof value === 'string') return resolveText(value, path, work);
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item, index) => resolveItem(item, `${path}[${index}]`, work));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, `${path}.${key}`, work)]));
}

function resolveItem(item: Json, path: string, work: Work): readonly Json[] {
  const key = typeof item === 'string' ? wholeStoreReference(item) : null;
  const stored = key === null ? undefined : work.stored.get(key);
  return stored?.type === 'StringList' ? stored.value.split(',') : [resolve(item, path, work)];
}

function resolveText(text: string, path: string, work: Work): string {
  return replaceStoreReferences(text, (key) => {
    const stored = work.stored.get(key);
    if (stored === undefined) {
      work.faults.push({ path, message: `The parameter store has no parameter ${key}.` });
      return '';
    }
    if (stored.type === 'StringList') {
      const message = `The stored parameter ${key} is a StringList; it must stand alone as an item of a list.`;
      work.faults.push({ path, message });
      return '';
    }
    if (stored.type === 'SecureString' && !work.takesSecrets) {
      const message = `The stored parameter ${key} is a SecureString; a secret may stand in the runCommand and the environment of a script alone, and in a download as {{ssm-secure:${key}}}.`;
      work.faults.push({ path, message });
      return '';
    }
    if (stored.type === 'SecureString' && stored.value !== '') work.secrets.add(stored.value);
    return stored.value;
  });
}
