import { builtInDocuments } from '@rustine/documents';
import { resolveParameters, validateDocument } from '@rustine/domain';
import { describe, expect, it } from 'vitest';
import { readContent } from './read-content.ts';

const content = JSON.stringify({
  schemaVersion: '2.2',
  description: 'for tests',
  parameters: {
    Kind: { type: 'String', description: 'which', allowedValues: ['all', 'security'], default: 'all' },
    Names: { type: 'StringList', default: ['a', 'b'] },
    Tags: { type: 'StringMap', default: { a: '1' } },
    Dry: { type: 'Boolean', default: true },
    Who: { type: 'String', allowedPattern: '^[a-z]+$' },
  },
  mainSteps: [{ name: 'say', action: 'aws:runShellScript', inputs: { runCommand: ['true'] } }],
});

describe('what a form needs of a document', () => {
  it('is each parameter with its default as it would be given, in the order of the text, and the steps', () => {
    const { parameters, steps } = readContent(content);
    expect(parameters.map((each) => [each.name, each.required, each.default])).toEqual([
      ['Kind', false, ['all']],
      ['Names', false, ['a', 'b']],
      ['Tags', false, ['{"a":"1"}']],
      ['Dry', false, ['true']],
      ['Who', true, []],
    ]);
    expect(parameters[0]).toMatchObject({ description: 'which', allowedValues: ['all', 'security'] });
    expect(parameters[4]).toMatchObject({ allowedPattern: '^[a-z]+$' });
    expect(steps).toEqual([{ name: 'say', action: 'aws:runShellScript' }]);
  });

  it.each(builtInDocuments().map(({ name, content: text }) => [name, text]))(
    'gives defaults of %s that the document itself takes',
    (_name, text) => {
      const { document } = validateDocument(text);
      const given = readContent(text).parameters.filter(({ required }) => !required);
      const values = Object.fromEntries(given.map((each) => [each.name, each.default]));
      const faults = document === undefined ? [] : resolveParameters(document, values).faults;
      expect(given.length).toBeGreaterThan(0);
      expect(faults.filter(({ path }) => given.some(({ name }) => path.startsWith(`parameters.${name}`)))).toEqual([]);
    },
  );

  it('is nothing of a document that cannot be read', () => {
    expect(readContent('{')).toEqual({ parameters: [], steps: [] });
  });
});
