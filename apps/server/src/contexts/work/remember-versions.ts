import type { DocumentNeeds, KnownDocument } from './needs.ts';

/** A run sends one document to a whole fleet; few runs go on at the same time. */
const KEPT_MAX = 16;

/** Reads each version of a document once while it is in use: it never changes, and each agent's command carries it. */
export function rememberVersions(documents: Pick<DocumentNeeds, 'getVersion'>): Pick<DocumentNeeds, 'getVersion'> {
  const kept = new Map<string, KnownDocument>();
  return {
    async getVersion(name, version) {
      if (version === undefined) return documents.getVersion(name);
      const key = `${name} ${version}`;
      const known = kept.get(key) ?? (await documents.getVersion(name, version));
      kept.delete(key);
      if (known === null) return null;
      // Put back at the end, so that the first is the one that was not asked for the longest.
      kept.set(key, known);
      if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
      return known;
    },
  };
}
