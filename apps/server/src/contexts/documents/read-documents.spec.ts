import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry, yaml, type TestRegistry } from './testing/open-registry.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await openRegistry();
});
afterAll(() => registry[Symbol.asyncDispose]());

describe('the versions of a document', () => {
  it('are listed newest first, and are not found for an unknown one', async () => {
    for (const line of ['a', 'b', 'a']) await registry.register('Listed', yaml(line));
    expect(await registry.versions('Listed')).toEqual([3, 2, 1]);
    expect(await registry.get('Listed', { version: 2 })).toMatchObject({ version: 2, content: yaml('b') });
    await expect(registry.versions('Nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(registry.get('Listed', { version: 4 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('differ by meaning: from the default to the newest unless said otherwise', async () => {
    await registry.register('Differs', yaml('a'));
    await registry.register('Differs', yaml('b'));
    await registry.register('Differs', yaml('b').replace('# mine', '# a comment'));
    expect(await registry.diff('Differs')).toEqual({
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
    expect(await registry.diff('Differs', { from: 2 })).toMatchObject({ from: 2, to: 3, changes: [] });
    await expect(registry.diff('Differs', { to: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('rendering a document', () => {
  const withParameter = (line: string) =>
    yaml(`${line} {{ who }}`).replace(
      'mainSteps:',
      'parameters:\n  who: {type: String, allowedValues: [you]}\nmainSteps:',
    );

  it('shows the script of the version that was asked for, or why a step is skipped', async () => {
    await registry.register('Rendered', withParameter('a'));
    await registry.register('Rendered', withParameter('b'));
    const parameters = { who: ['you'] };
    expect(await registry.render('Rendered', { platform: 'linux', parameters })).toMatchObject({
      version: 1,
      steps: [{ kind: 'script', script: { content: 'echo a you\n', programs: ['/bin/sh'] }, timeoutSeconds: 3600 }],
    });
    expect(await registry.render('Rendered', { version: 2, platform: 'windows', parameters })).toMatchObject({
      version: 2,
      steps: [{ name: 'say', kind: 'skip', reason: expect.stringContaining('windows') }],
    });
  });

  it('refuses parameters that the document would refuse', async () => {
    await registry.register('Refusing', withParameter('a'));
    const rendered = registry.render('Refusing', { platform: 'linux', parameters: { who: ['me'] } });
    await expect(rendered).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ place: 'body.parameters.who' }],
    });
  });
});
