import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffDocuments, type DocumentChange } from './diff-documents.ts';
import { validateDocument } from './validate-document.ts';

const yaml = `schemaVersion: '2.2'
description: one
parameters:
  mode: {type: String, default: fast, allowedValues: [fast, slow]}
mainSteps:
  - name: first
    action: aws:runShellScript
    inputs:
      timeoutSeconds: '60'
      runCommand: [a, b, c, d, e, f, g, h]
  - name: second
    action: aws:runShellScript
    precondition:
      StringEquals: [platformType, Linux]
    inputs:
      runCommand: [x]
`;

function read(text: string) {
  const { document, faults } = validateDocument(text);
  if (document === undefined) throw new Error(JSON.stringify(faults));
  return document;
}

function diff(from: string, to: string): DocumentChange[] {
  expect(yaml).toContain(from);
  return diffDocuments(read(yaml), read(yaml.replace(from, to)));
}

test('a document does not differ from itself, however it is written', () => {
  const value = {
    mainSteps: [
      {
        inputs: { runCommand: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], timeoutSeconds: '60' },
        action: 'aws:runShellScript',
        name: 'first',
      },
      {
        precondition: { StringEquals: ['platformType', 'Linux'] },
        inputs: { runCommand: ['x'] },
        action: 'aws:runShellScript',
        name: 'second',
      },
    ],
    parameters: { mode: { allowedValues: ['fast', 'slow'], default: 'fast', type: 'String' } },
    description: 'one',
    schemaVersion: '2.2',
  };
  expect(diffDocuments(read(yaml), read(JSON.stringify(value)))).toEqual([]);
});

test.each<[string, string, string, DocumentChange[]]>([
  [
    'a description',
    'description: one',
    'description: two',
    [{ path: 'description', kind: 'changed', before: 'one', after: 'two' }],
  ],
  [
    'a default',
    'default: fast',
    'default: slow',
    [{ path: 'parameters.mode.default', kind: 'changed', before: 'fast', after: 'slow' }],
  ],
  [
    'values allowed',
    '[fast, slow]',
    '[fast]',
    [{ path: 'parameters.mode.allowedValues', kind: 'changed', before: ['fast', 'slow'], after: ['fast'] }],
  ],
  [
    'an input that is gone',
    "      timeoutSeconds: '60'\n",
    '',
    [{ path: 'steps.first.inputs.timeoutSeconds', kind: 'removed', before: '60' }],
  ],
  [
    'a precondition',
    'Linux]',
    'Windows]',
    [
      {
        path: 'steps.second.precondition.StringEquals',
        kind: 'changed',
        before: ['platformType', 'Linux'],
        after: ['platformType', 'Windows'],
      },
    ],
  ],
  [
    'lines of a script',
    '[a, b, c, d, e, f, g, h]',
    '[a, b, c, d, e, F, g, h]',
    [
      {
        path: 'steps.first.inputs.runCommand',
        kind: 'script',
        hunks: [{ lineBefore: 3, lineAfter: 3, lines: [' c', ' d', ' e', '-f', '+F', ' g', ' h'] }],
      },
    ],
  ],
  [
    'a step more',
    '  - name: second',
    '  - {name: between, action: "aws:runShellScript", inputs: {runCommand: [y]}}\n  - name: second',
    [{ path: 'steps.between', kind: 'added', after: { action: 'aws:runShellScript', inputs: { runCommand: ['y'] } } }],
  ],
])('%s', (_what, from, to, expected) => {
  expect(diff(from, to)).toEqual(expected);
});

test('steps in another order', () => {
  const from = read(yaml);
  const to = { ...from, steps: from.steps.toReversed() };
  expect(diffDocuments(from, to)).toEqual([
    { path: 'steps', kind: 'reordered', before: ['first', 'second'], after: ['second', 'first'] },
  ]);
});

test('the script of an item of a 1.2 plugin is compared line by line too', () => {
  const old = (line: string) =>
    read(
      `{"schemaVersion": "1.2", "runtimeConfig": {"aws:runShellScript": {"properties": [{"runCommand": ["${line}"]}]}}}`,
    );
  expect(diffDocuments(old('a'), old('b'))).toMatchObject([
    { path: 'steps.aws:runShellScript.properties[0].runCommand', kind: 'script', hunks: [{ lines: ['-a', '+b'] }] },
  ]);
});

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 20 });

test('the hunks lead from one script to the other', () => {
  const withScript = (runCommand: string[]) =>
    read(
      JSON.stringify({
        schemaVersion: '2.2',
        mainSteps: [{ name: 's', action: 'aws:runShellScript', inputs: { runCommand } }],
      }),
    );
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const [change] = diffDocuments(withScript(before), withScript(after));
      const hunks = change?.kind === 'script' ? change.hunks : [];
      const built: string[] = [];
      let at = 0;
      for (const hunk of hunks) {
        const old = hunk.lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
        // A hunk that takes nothing away from an empty script begins before its first line.
        const start = old.length === 0 ? hunk.lineBefore - (before.length === 0 ? 1 : 0) : hunk.lineBefore - 1;
        built.push(...before.slice(at, start));
        expect(before.slice(start, start + old.length)).toEqual(old);
        built.push(...hunk.lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1)));
        at = start + old.length;
      }
      expect([...built, ...before.slice(at)]).toEqual(after);
    }),
  );
});
