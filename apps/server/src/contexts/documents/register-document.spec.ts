import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry, yaml, type TestRegistry } from './testing/open-registry.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await openRegistry();
});
afterAll(() => registry[Symbol.asyncDispose]());

describe('registering a document', () => {
  it('keeps the text byte for byte, and who registered it', async () => {
    const content = yaml('grüße');
    const registered = await registry.register('Kept', content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(registered).toMatchObject({ name: 'Kept', version: 1, defaultVersion: 1, isNew: true, notes: [], sha256 });
    expect(await registry.get('Kept')).toMatchObject({ content, sha256, registeredBy: 'ada', description: 'grüße' });
    expect(await registry.audited('Kept')).toEqual([
      { actor: 'ada', action: 'register document', requestId: 'req-1', details: { version: 1, sha256 } },
    ]);
  });

  it('answers the version that is there when the content is the same, and notes nothing', async () => {
    await registry.register('Same', yaml('a'));
    expect(await registry.register('Same', yaml('a'))).toMatchObject({ version: 1, isNew: false, registeredBy: 'ada' });
    expect(await registry.versions('Same')).toEqual([1]);
    expect(await registry.audited('Same')).toHaveLength(1);
  });

  it('makes one version of many registrations at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => registry.register('Raced', yaml('a'))));
    expect(answers.map(({ version }) => version)).toEqual(Array.from({ length: 12 }, () => 1));
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await registry.audited('Raced')).toHaveLength(1);
  });

  it('gives different contents at once a version each', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((line) => registry.register('Raced-Apart', yaml(line))));
    expect(answers.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    expect(await registry.get('Raced-Apart')).toMatchObject({ version: 1, defaultVersion: 1 });
  });

  it('notes a document that a step names and that is not there yet, and takes it all the same', async () => {
    await registry.register('Hook', yaml('a'));
    const step = (name: string, documentPath: string) => ({
      name,
      action: 'aws:runDocument',
      inputs: { documentType: 'SSMDocument', documentPath },
    });
    const mainSteps = [step('there', 'Hook'), step('later', 'Later'), step('newer', 'Hook:2'), step('open', '{{ p }}')];
    const parameters = { p: { type: 'String' } };
    const registered = await registry.register(
      'Naming',
      JSON.stringify({ schemaVersion: '2.2', parameters, mainSteps }),
    );
    expect(registered).toMatchObject({
      isNew: true,
      notes: [
        { place: 'later.inputs.documentPath', message: expect.stringContaining('There is no document Later yet') },
        { place: 'newer.inputs.documentPath', message: expect.stringContaining('no document Hook version 2 yet') },
      ],
    });
  });

  it('refuses a faulty document with the place of each fault, and keeps nothing', async () => {
    const faulty = yaml('a')
      .replace('description: a', 'description: [a]')
      .replace('aws:runShellScript', 'aws:runShelScript');
    await expect(registry.register('Faulty', faulty)).rejects.toMatchObject({
      code: 'DOCUMENT_INVALID',
      details: [{ place: 'line 3, column 14' }, { place: 'line 5, column 13' }],
    });
    await expect(registry.get('Faulty')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await registry.audited('Faulty')).toEqual([]);
  });

  it('names an action that no agent of this release can run', async () => {
    await expect(
      registry.register('Actions', yaml('a').replace('runShellScript', 'configurePackage')),
    ).rejects.toMatchObject({
      code: 'DOCUMENT_INVALID',
      details: expect.arrayContaining([
        { place: 'line 5, column 13', message: expect.stringContaining('cannot run the action aws:configurePackage') },
      ]),
    });
  });

  it('takes 64 KiB and not a byte more', async () => {
    const filled = (bytes: number) => `${yaml('a')}#${'x'.repeat(bytes - yaml('a').length - 1)}`;
    expect(await registry.register('Filled', filled(65_536))).toMatchObject({ isNew: true });
    await expect(registry.register('Filled', filled(65_537))).rejects.toMatchObject({
      code: 'DOCUMENT_INVALID',
      details: [{ message: expect.stringContaining('65537 bytes') }],
    });
  });

  it.each(['Rustine-Mine', 'rustine-mine', 'AWS-RunShellScript', 'aws.mine', 'AmazonMine', 'amzn-x', 'AWSSupport-x'])(
    'refuses the reserved name %s',
    async (name) => {
      await expect(registry.register(name, yaml('a'))).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [{ place: 'body.name' }],
      });
      await expect(registry.get(name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );
});

describe('the default version', () => {
  it('is the first one until another is chosen, and is what runs when none is named', async () => {
    await registry.register('Chosen', yaml('a'));
    expect(await registry.register('Chosen', yaml('b'))).toMatchObject({ version: 2, defaultVersion: 1 });
    expect(await registry.documents.getVersion('Chosen')).toMatchObject({ version: 1 });
    expect(await registry.setDefault('Chosen', 2)).toMatchObject({ version: 2, defaultVersion: 2 });
    expect(await registry.documents.getVersion('Chosen')).toMatchObject({ version: 2, content: yaml('b') });
    expect(await registry.documents.getVersion('Chosen', 1)).toMatchObject({ version: 1, content: yaml('a') });
    await registry.setDefault('Chosen', 2);
    expect(await registry.register('Chosen', yaml('c'))).toMatchObject({ version: 3, defaultVersion: 2 });
    expect(await registry.get('Chosen')).toMatchObject({ version: 2, defaultVersion: 2 });
    expect((await registry.audited('Chosen')).slice(2, -1)).toEqual([
      { actor: 'ada', action: 'set default version', requestId: 'req-1', details: { version: 2, before: 1 } },
    ]);
  });

  it('cannot be one that is not there', async () => {
    await registry.register('Absent', yaml('a'));
    await expect(registry.setDefault('Absent', 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await registry.get('Absent')).toMatchObject({ defaultVersion: 1 });
  });

  it('of a document that comes with the server is always its newest', async () => {
    await registry.documents.registerBuiltIns([{ name: 'Rustine-Own', content: yaml('a') }]);
    await registry.documents.registerBuiltIns([{ name: 'Rustine-Own', content: yaml('b') }]);
    expect(await registry.get('Rustine-Own')).toMatchObject({ version: 2, defaultVersion: 2 });
    await expect(registry.setDefault('Rustine-Own', 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await registry.documents.getVersion('Rustine-Own')).toMatchObject({ version: 2 });
  });
});
