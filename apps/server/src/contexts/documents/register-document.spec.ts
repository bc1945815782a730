import { createHash } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@rustine/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocuments, type Documents } from './index.ts';

/** YAML with a comment and spaces that a rewrite would lose. */
const yaml = (line: string) =>
  `# mine\nschemaVersion:   "2.2"\ndescription: ${line}\nmainSteps:\n  - action: aws:runShellScript\n    name: say\n    inputs:\n      runCommand:\n        - echo ${line}\n`;

let database: TestDatabase;
let documents: Documents;
beforeAll(async () => {
  database = await createTestDatabase();
  documents = createDocuments({ db: database.db });
});
afterAll(() => database.drop());

const asking = { principal: { name: 'ada' }, requestId: 'req-1', query: {} };
const register = (name: string, content: string) =>
  documents.handlers.registerDocument({ ...asking, body: { name, content } } as never);
const setDefault = (documentName: string, version: number) =>
  documents.handlers.setDefaultDocumentVersion({ ...asking, params: { documentName }, body: { version } } as never);
const get = (documentName: string, query: { version?: number } = {}) =>
  documents.handlers.getDocument({ ...asking, params: { documentName }, query } as never);
const diff = (documentName: string, query: { from?: number; to?: number } = {}) =>
  documents.handlers.diffDocumentVersions({ ...asking, params: { documentName }, query } as never);
const versions = async (documentName: string) => {
  const { items } = await documents.handlers.listDocumentVersions({ ...asking, params: { documentName } } as never);
  return items.map(({ version }) => version);
};
async function audited(target: string) {
  const { rows } = await sql<{ actor: string; action: string; requestId: string; details: object }>`
    select actor, action, request_id as "requestId", details from audit_events where target = ${target}::text
    order by id`.execute(database.db);
  return rows;
}

describe('registering a document', () => {
  it('keeps the text byte for byte, and who registered it', async () => {
    const content = yaml('grüße');
    const registered = await register('Kept', content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(registered).toMatchObject({ name: 'Kept', version: 1, defaultVersion: 1, isNew: true, notes: [], sha256 });
    expect(await get('Kept')).toMatchObject({ content, sha256, registeredBy: 'ada', description: 'grüße' });
    expect(await audited('Kept')).toEqual([
      { actor: 'ada', action: 'register document', requestId: 'req-1', details: { version: 1, sha256 } },
    ]);
  });

  it('answers the version that is there when the content is the same, and notes nothing', async () => {
    await register('Same', yaml('a'));
    expect(await register('Same', yaml('a'))).toMatchObject({ version: 1, isNew: false, registeredBy: 'ada' });
    expect(await versions('Same')).toEqual([1]);
    expect(await audited('Same')).toHaveLength(1);
  });

  it('makes one version of many registrations at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => register('Raced', yaml('a'))));
    expect(answers.map(({ version }) => version)).toEqual(Array.from({ length: 12 }, () => 1));
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await audited('Raced')).toHaveLength(1);
  });

  it('gives different contents at once a version each', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((line) => register('Raced-Apart', yaml(line))));
    expect(answers.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    expect(await get('Raced-Apart')).toMatchObject({ version: 1, defaultVersion: 1 });
  });

  it('refuses a faulty document with the place of each fault, and keeps nothing', async () => {
    const faulty = yaml('a')
      .replace('description: a', 'description: [a]')
      .replace('aws:runShellScript', 'aws:runShelScript');
    await expect(register('Faulty', faulty)).rejects.toMatchObject({
      code: 'DOCUMENT_INVALID',
      details: [{ place: 'line 3, column 14' }, { place: 'line 5, column 13' }],
    });
    await expect(get('Faulty')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await audited('Faulty')).toEqual([]);
  });

  it('names an action that no agent of this release can run', async () => {
    await expect(register('Actions', yaml('a').replace('runShellScript', 'configurePackage'))).rejects.toMatchObject({
      code: 'DOCUMENT_INVALID',
      details: expect.arrayContaining([
        { place: 'line 5, column 13', message: expect.stringContaining('cannot run the action aws:configurePackage') },
      ]),
    });
  });

  it('takes 64 KiB and not a byte more', async () => {
    const filled = (bytes: number) => `${yaml('a')}#${'x'.repeat(bytes - yaml('a').length - 1)}`;
    expect(await register('Filled', filled(65_536))).toMatchObject({ isNew: true });
    await expect(register('Filled', filled(65_537))).rejects.toMatchObject({
      code: 'DOCUMENT_INVALID',
      details: [{ message: expect.stringContaining('65537 bytes') }],
    });
  });

  it.each(['Rustine-Mine', 'rustine-mine', 'AWS-RunShellScript', 'aws.mine', 'AmazonMine', 'amzn-x', 'AWSSupport-x'])(
    'refuses the reserved name %s',
    async (name) => {
      await expect(register(name, yaml('a'))).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [{ place: 'body.name' }],
      });
      await expect(get(name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );
});

describe('the default version', () => {
  it('is the first one until another is chosen, and is what runs when none is named', async () => {
    await register('Chosen', yaml('a'));
    expect(await register('Chosen', yaml('b'))).toMatchObject({ version: 2, defaultVersion: 1 });
    expect(await documents.getVersion('Chosen')).toMatchObject({ version: 1 });
    expect(await setDefault('Chosen', 2)).toMatchObject({ version: 2, defaultVersion: 2 });
    expect(await documents.getVersion('Chosen')).toMatchObject({ version: 2, content: yaml('b') });
    expect(await documents.getVersion('Chosen', 1)).toMatchObject({ version: 1, content: yaml('a') });
    await setDefault('Chosen', 2);
    expect(await register('Chosen', yaml('c'))).toMatchObject({ version: 3, defaultVersion: 2 });
    expect(await get('Chosen')).toMatchObject({ version: 2, defaultVersion: 2 });
    expect((await audited('Chosen')).slice(2, -1)).toEqual([
      { actor: 'ada', action: 'set default version', requestId: 'req-1', details: { version: 2, before: 1 } },
    ]);
  });

  it('cannot be one that is not there', async () => {
    await register('Absent', yaml('a'));
    await expect(setDefault('Absent', 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await get('Absent')).toMatchObject({ defaultVersion: 1 });
  });

  it('of a document that comes with the server is always its newest', async () => {
    await documents.registerBuiltIns([{ name: 'Rustine-Own', content: yaml('a') }]);
    await documents.registerBuiltIns([{ name: 'Rustine-Own', content: yaml('b') }]);
    expect(await get('Rustine-Own')).toMatchObject({ version: 2, defaultVersion: 2 });
    await expect(setDefault('Rustine-Own', 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await documents.getVersion('Rustine-Own')).toMatchObject({ version: 2 });
  });
});

describe('the versions of a document', () => {
  it('are listed newest first, and are not found for an unknown one', async () => {
    for (const line of ['a', 'b', 'a']) await register('Listed', yaml(line));
    expect(await versions('Listed')).toEqual([3, 2, 1]);
    expect(await get('Listed', { version: 2 })).toMatchObject({ version: 2, content: yaml('b') });
    await expect(versions('Nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(get('Listed', { version: 4 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('differ by meaning: from the default to the newest unless said otherwise', async () => {
    await register('Differs', yaml('a'));
    await register('Differs', yaml('b'));
    await register('Differs', yaml('b').replace('# mine', '# a comment'));
    expect(await diff('Differs')).toEqual({
      name: 'Differs',
      from: 1,
      to: 3,
      changes: [
        { kind: 'changed', path: 'description', before: 'a', after: 'b' },
        {
          kind: 'script',
          path: 'steps.say.inputs.runCommand',
          hunks: [{ lineBefore: 1, lineAfter: 1, lines: ['-echo a', '+echo b'] }],
        },
      ],
    });
    expect(await diff('Differs', { from: 2 })).toMatchObject({ from: 2, to: 3, changes: [] });
    await expect(diff('Differs', { to: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('rendering a document', () => {
  const render = (documentName: string, body: object) =>
    documents.handlers.renderDocument({ ...asking, params: { documentName }, body } as never);
  const withParameter = (line: string) =>
    yaml(`${line} {{ who }}`).replace(
      'mainSteps:',
      'parameters:\n  who: {type: String, allowedValues: [you]}\nmainSteps:',
    );

  it('shows the script of the version that was asked for, or why a step is skipped', async () => {
    await register('Rendered', withParameter('a'));
    await register('Rendered', withParameter('b'));
    const parameters = { who: ['you'] };
    expect(await render('Rendered', { platform: 'linux', parameters })).toMatchObject({
      version: 1,
      steps: [{ kind: 'script', script: { content: 'echo a you\n', programs: ['/bin/sh'] }, timeoutSeconds: 3600 }],
    });
    expect(await render('Rendered', { version: 2, platform: 'windows', parameters })).toMatchObject({
      version: 2,
      steps: [{ name: 'say', kind: 'skip', reason: expect.stringContaining('windows') }],
    });
  });

  it('refuses parameters that the document would refuse', async () => {
    await expect(render('Rendered', { platform: 'linux', parameters: { who: ['me'] } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ place: 'body.parameters.who' }],
    });
  });
});
