import type { HandlersOf } from '../../http/operation.ts';
import type { Db } from '../../db/connect.ts';
import { registerBuiltIns, type DocumentSource } from './register-built-ins.ts';
import { getVersion, type DocumentVersion } from './sql/get-version.ts';
import { newestVersions } from './sql/newest-versions.ts';

export type { DocumentSource, DocumentVersion };

export interface Documents {
  readonly handlers: HandlersOf<'listDocuments'>;
  registerBuiltIns(documents: readonly DocumentSource[]): Promise<void>;
  /** The newest version unless one is named; null when there is none. */
  getVersion(name: string, version?: number): Promise<DocumentVersion | null>;
}

/** The registry of documents: versions are added, never changed. */
export function createDocuments({
  db,
  clock = () => new Date(),
}: {
  readonly db: Db;
  readonly clock?: () => Date;
}): Documents {
  return {
    handlers: {
      listDocuments: async () => {
        const rows = await newestVersions(db);
        return { items: rows.map((row) => ({ ...row, registeredAt: row.registeredAt.toISOString() })) };
      },
    },
    registerBuiltIns: (documents) => registerBuiltIns(db, documents, clock()),
    getVersion: (name, version) => getVersion(db, name, version),
  };
}
