import { createTestDatabase, type TestDatabase } from '@rustine/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocuments, type Documents } from './index.ts';

const document = (name: string, line: string) => ({
  name,
  content: JSON.stringify({
    schemaVersion: '2.2',
    description: line,
    mainSteps: [{ name: 'only', action: 'aws:runShellScript', inputs: { runCommand: [line] } }],
  }),
});

let database: TestDatabase;
let documents: Documents;
beforeAll(async () => {
  database = await createTestDatabase();
  documents = createDocuments({ db: database.db });
});
afterAll(() => database.drop());

describe('registerBuiltIns', () => {
  it('adds a version only when the content differs from the newest one', async () => {
    await documents.registerBuiltIns([document('Changing', 'one')]);
    await documents.registerBuiltIns([document('Changing', 'one')]);
    expect(await documents.getVersion('Changing')).toMatchObject({
      version: 1,
      schemaVersion: '2.2',
      description: 'one',
    });
    await documents.registerBuiltIns([document('Changing', 'two')]);
    await documents.registerBuiltIns([document('Changing', 'one')]);
    expect(await documents.getVersion('Changing')).toMatchObject({ version: 3, description: 'one' });
    expect(await documents.getVersion('Changing', 2)).toMatchObject({ version: 2, description: 'two' });
    expect(await documents.getVersion('Changing', 4)).toBeNull();
    expect(await documents.getVersion('Unknown')).toBeNull();
  });

  it('adds each document once when many replicas start at once', async () => {
    const builtIns = [document('Raced-B', 'b'), document('Raced-A', 'a')];
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        documents.registerBuiltIns(index % 2 === 0 ? builtIns : builtIns.toReversed()),
      ),
    );
    expect(await documents.getVersion('Raced-A')).toMatchObject({ version: 1 });
    expect(await documents.getVersion('Raced-B')).toMatchObject({ version: 1 });
  });

  it('refuses a document that is not valid, with the place, and registers none of them', async () => {
    const broken = { name: 'Broken', content: '{\n  "schemaVersion": "9.9"\n}' };
    await expect(documents.registerBuiltIns([document('Beside', 'x'), broken])).rejects.toMatchObject({
      code: 'DOCUMENT_INVALID',
      details: [{ place: expect.stringContaining('line 2') }],
    });
    expect(await documents.getVersion('Beside')).toBeNull();
  });

  it('is seen in the list, newest versions only', async () => {
    const { items } = await documents.handlers.listDocuments({} as never);
    expect(items.map(({ name, version }) => `${name} ${version}`)).toEqual(['Changing 3', 'Raced-A 1', 'Raced-B 1']);
    expect(items[0]).toMatchObject({ registeredBy: 'rustine', description: 'one' });
  });
});
