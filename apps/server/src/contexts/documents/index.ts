import type { Db } from '../../db/connect.ts';
import type { DocumentSource } from './describe-version.ts';
import { createHandlers, type DocumentHandlers } from './handlers.ts';
import { registerBuiltIns } from './register-built-ins.ts';
import { getNewestVersion, getVersion, type DocumentVersion } from './sql/get-version.ts';

export type { DocumentSource, DocumentVersion };

export interface Documents {
  readonly handlers: DocumentHandlers;
  registerBuiltIns(documents: readonly DocumentSource[]): Promise<void>;
  /** The default version unless one is named; null when there is none. */
  getVersion(name: string, version?: number): Promise<DocumentVersion | null>;
  selectVersion(name: string, selector: VersionSelector): Promise<DocumentVersion | null>;
}

/** How a document names a version of another one. */
export type VersionSelector =
  | { readonly kind: 'default' | 'latest' }
  | { readonly kind: 'number'; readonly version: number };

/** The registry of documents: versions are added, never changed. */
export function createDocuments({
  db,
  clock = () => new Date(),
}: {
  readonly db: Db;
  readonly clock?: () => Date;
}): Documents {
  return {
    handlers: createHandlers({ db, clock }),
    registerBuiltIns: (documents) => registerBuiltIns(db, documents, clock()),
    getVersion: (name, version) => getVersion(db, name, version),
    async selectVersion(name, selector) {
      if (selector.kind === 'latest') return await getNewestVersion(db, name);
      return await getVersion(db, name, selector.kind === 'number' ? selector.version : undefined);
    },
  };
}
