import { CodedError, type DocumentChange as ToldChange, type DocumentSummary } from '@rustine/contract';
import type { DocumentChange } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { diffVersions } from './diff-versions.ts';
import { readContent } from './read-content.ts';
import { registerDocument } from './register-document.ts';
import { renderVersion } from './render-version.ts';
import { requireVersion } from './require-version.ts';
import { setDefaultVersion } from './set-default-version.ts';
import type { DocumentRow } from './sql/document-row.ts';
import { listVersions } from './sql/list-versions.ts';
import { newestVersions } from './sql/newest-versions.ts';

export type DocumentHandlers = HandlersOf<
  | 'listDocuments'
  | 'registerDocument'
  | 'getDocument'
  | 'listDocumentVersions'
  | 'setDefaultDocumentVersion'
  | 'diffDocumentVersions'
  | 'renderDocument'
>;

/** What the people's API asks of the registry. */
export function createHandlers({ db, clock }: { readonly db: Db; readonly clock: () => Date }): DocumentHandlers {
  return {
    listDocuments: async () => ({ items: (await newestVersions(db)).map(present) }),
    async registerDocument({ body, principal, requestId }) {
      const registration = { source: body, registeredBy: principal.name, requestId, at: clock() };
      const { row, isNew, notes } = await registerDocument(db, registration);
      return { ...present(row), isNew, notes: [...notes] };
    },
    async getDocument({ params, query }) {
      const { content, ...row } = await requireVersion(db, params.documentName, query.version);
      return { ...present(row), content, ...readContent(content) };
    },
    async listDocumentVersions({ params: { documentName } }) {
      const rows = await listVersions(db, documentName);
      if (rows.length === 0) throw new CodedError('NOT_FOUND', `There is no document ${documentName}.`);
      return { items: rows.map(present) };
    },
    async setDefaultDocumentVersion({ params, body, principal, requestId }) {
      const wanted = { name: params.documentName, version: body.version, setBy: principal.name, requestId };
      return present(await setDefaultVersion(db, { ...wanted, at: clock() }));
    },
    async diffDocumentVersions({ params: { documentName }, query }) {
      const { from, to, changes } = await diffVersions(db, documentName, query);
      return { name: documentName, from, to, changes: changes.map(presentChange) };
    },
    renderDocument: ({ params, body }) => renderVersion(db, params.documentName, body),
  };
}

function present(row: DocumentRow): DocumentSummary {
  return { ...row, registeredAt: row.registeredAt.toISOString() };
}

function presentChange(change: DocumentChange): ToldChange {
  switch (change.kind) {
    case 'added':
    case 'removed':
    case 'changed':
      return change;
    case 'reordered':
      return { ...change, before: [...change.before], after: [...change.after] };
    case 'script':
      return { ...change, hunks: change.hunks.map((hunk) => ({ ...hunk, lines: [...hunk.lines] })) };
    default:
      return change satisfies never;
  }
}
