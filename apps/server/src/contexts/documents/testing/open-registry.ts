import { createTestDatabase } from '@rustine/testkit';
import { sql } from 'kysely';
import { createDocuments } from '../index.ts';

/** YAML with a comment and spaces that a rewrite would lose. */
export const yaml = (line: string) =>
  `# mine\nschemaVersion:   "2.2"\ndescription: ${line}\nmainSteps:\n  - action: aws:runShellScript\n    name: say\n    inputs:\n      runCommand:\n        - echo ${line}\n`;

const asking = { principal: { name: 'ada' }, requestId: 'req-1', query: {} };

/** The registry over a database of its own, asked as the API asks it, by somebody named ada. */
export async function openRegistry() {
  const database = await createTestDatabase();
  const documents = createDocuments({ db: database.db });
  const { handlers } = documents;
  const at = (documentName: string, more: object = {}) => ({ ...asking, params: { documentName }, ...more }) as never;
  return {
    documents,
    register: (name: string, content: string) =>
      handlers.registerDocument({ ...asking, body: { name, content } } as never),
    setDefault: (name: string, version: number) => handlers.setDefaultDocumentVersion(at(name, { body: { version } })),
    get: (name: string, query: { version?: number } = {}) => handlers.getDocument(at(name, { query })),
    diff: (name: string, query: { from?: number; to?: number } = {}) =>
      handlers.diffDocumentVersions(at(name, { query })),
    render: (name: string, body: object) => handlers.renderDocument(at(name, { body })),
    async versions(name: string): Promise<number[]> {
      const { items } = await handlers.listDocumentVersions(at(name));
      return items.map(({ version }) => version);
    },
    async audited(target: string) {
      const { rows } = await sql<{ actor: string; action: string; requestId: string; details: object }>`
        select actor, action, request_id as "requestId", details from audit_events where target = ${target}::text
        order by id`.execute(database.db);
      return rows;
    },
    [Symbol.asyncDispose]: () => database.drop(),
  };
}

export type TestRegistry = Awaited<ReturnType<typeof openRegistry>>;
