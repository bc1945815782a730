import { expect, test } from 'vitest';
import type { Json } from './document.ts';
import { scriptFor } from './script-for.ts';

test('the script is the items joined by line feeds and a final one, byte for byte', () => {
  expect(scriptFor({ runCommand: ['#!/bin/bash', '', ' echo  "a"\t', 'x\r'] })).toMatchObject({
    script: { text: '#!/bin/bash\n\n echo  "a"\t\nx\r\n', workingDirectory: '', environment: {} },
  });
});

test.each<[Json | undefined, number]>([
  [undefined, 3600],
  ['', 3600],
  ['5', 5],
  [5, 5],
  ['4', 3600],
  [4, 3600],
  ['172800', 172_800],
  [172_801, 3600],
  ['60.5', 3600],
  [60.5, 60],
  ['soon', 3600],
  [-1, 3600],
])('a timeoutSeconds of %j is %i seconds', (timeoutSeconds, expected) => {
  const inputs = timeoutSeconds === undefined ? { runCommand: [] } : { runCommand: [], timeoutSeconds };
  expect(scriptFor(inputs)).toMatchObject({ script: { timeoutSeconds: expected } });
});

test('keys match whatever their case, and a nested list is flattened', () => {
  expect(scriptFor({ RUNCOMMAND: ['a', ['b', 'c']], WorkingDirectory: '/tmp' })).toMatchObject({
    script: { text: 'a\nb\nc\n', workingDirectory: '/tmp' },
  });
});

test.each<Json>(['echo', null, [1], ['a', null], { a: 'b' }])('a runCommand of %j is a fault', (runCommand) => {
  expect(scriptFor({ runCommand })).toEqual({ fault: 'runCommand must be a list of strings', key: 'runCommand' });
});

test.each<[Json, object]>([
  [{ A: 'b' }, { A: 'b' }],
  ['{"A": "b"}', { A: 'b' }],
  ['', {}],
])('an environment of %j is %j', (environment, expected) => {
  expect(scriptFor({ runCommand: [], environment })).toMatchObject({ script: { environment: expected } });
});

test.each<Json>([{ A: 1 }, '[]', 'A=b', 5])('an environment of %j is a fault', (environment) => {
  expect(scriptFor({ runCommand: [], environment })).toMatchObject({ key: 'environment' });
});
