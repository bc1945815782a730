import { expect, test } from 'vitest';
import { settleMsi } from './msi-codes.ts';
import { splitWords } from './split-words.ts';

test.each([
  [0, 'Install', { kind: 'exited', exitCode: 0 }],
  [3010, 'Install', { kind: 'exited', exitCode: 3010 }],
  [1641, 'Install', { kind: 'exited', exitCode: 3010 }],
  [1605, 'Uninstall', { kind: 'exited', exitCode: 0 }],
  [1605, 'Repair', { kind: 'failed', reason: 'msiexec exited with 1605: the product is not installed.' }],
  [1618, 'Install', { kind: 'failed', reason: expect.stringContaining('another installation is under way') }],
  [4242, 'Install', { kind: 'exited', exitCode: 4242 }],
] as const)('msiexec that exits with %i on %s means %j', (exitCode, action, exit) => {
  expect(settleMsi(exitCode, action)).toMatchObject(exit);
});

test.each([
  ['', []],
  ['  /v  A=b ', ['/v', 'A=b']],
  ['/v "some path" B=1', ['/v', '"some path"', 'B=1']],
  ['INSTALLDIR="C:\\Program Files\\X" /q', ['INSTALLDIR="C:\\Program Files\\X"', '/q']],
])('the parameters %j are words', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});
