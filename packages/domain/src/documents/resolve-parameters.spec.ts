import { expect, test } from 'vitest';
import { resolveParameters } from './resolve-parameters.ts';
import { validateDocument } from './validate-document.ts';

function documentWith(parameter: object) {
  const text = JSON.stringify({
    schemaVersion: '2.2',
    parameters: { p: parameter },
    mainSteps: [{ action: 'aws:runShellScript', name: 'a', inputs: { runCommand: [] } }],
  });
  const { document, faults } = validateDocument(text);
  if (document === undefined) throw new Error(JSON.stringify(faults));
  return document;
}

test.each<[string, object, string[] | undefined, unknown]>([
  ['a default stands in', { type: 'String', default: 'x' }, undefined, 'x'],
  ['a given value wins', { type: 'String', default: 'x' }, ['y'], 'y'],
  ['a list is a list', { type: 'StringList' }, ['a', 'b'], ['a', 'b']],
  ['an empty list is a list', { type: 'StringList' }, [], []],
  ['a boolean is one', { type: 'Boolean' }, ['false'], false],
  ['an integer is one', { type: 'Integer' }, ['-12'], -12],
  ['a map stays the JSON text that was given', { type: 'StringMap' }, ['{ "b": "<", "a": 1}'], '{ "b": "<", "a": 1}'],
  ['a map by default is a map', { type: 'StringMap', default: { a: 'b' } }, undefined, { a: 'b' }],
  ['a list of maps is read from JSON', { type: 'MapList' }, ['[{"a":1}]'], [{ a: 1 }]],
  ['an allowed value passes', { type: 'String', allowedValues: ['Scan', 'Install'] }, ['Scan'], 'Scan'],
  ['numeric text is a bound', { type: 'String', minChars: '1', maxChars: '3' }, ['abc'], 'abc'],
])('%s', (_promise, definition, given, expected) => {
  const resolved = resolveParameters(documentWith(definition), given === undefined ? {} : { p: given });
  expect(resolved.faults).toEqual([]);
  expect(resolved.values?.get('p')).toEqual(expected);
});

test.each<[string, object, string[] | undefined, RegExp]>([
  ['a missing value', { type: 'String' }, undefined, /a value is needed/],
  ['two values for one', { type: 'String' }, ['a', 'b'], /one value is needed, 2 were given/],
  ['a word for a number', { type: 'Integer' }, ['x'], /a whole number is needed/],
  ['a word for a boolean', { type: 'Boolean' }, ['yes'], /"true" or "false"/],
  ['a list for a map', { type: 'StringMap' }, ['[]'], /a JSON object is needed/],
  ['text for a list of maps', { type: 'MapList' }, ['no'], /a JSON list of objects/],
  ['a value not allowed', { type: 'String', allowedValues: ['a'] }, ['b'], /"b" is not one of a/],
  [
    'a pattern matched in part only',
    { type: 'String', allowedPattern: '[0-9]+' },
    ['12; rm'],
    /does not match the pattern/,
  ],
  ['a pattern missed by one item', { type: 'StringList', allowedPattern: '[a-z]' }, ['a', 'B'], /"B" does not match/],
  ['too short', { type: 'String', minChars: 2 }, ['a'], /shorter than 2/],
  ['too long in bytes', { type: 'String', maxChars: 2 }, ['éé'], /longer than 2/],
  ['too few items', { type: 'StringList', minItems: 1 }, [], /at least 1 items/],
  ['too many items', { type: 'StringList', maxItems: 1 }, ['a', 'b'], /at most 1 items/],
])('%s is a fault that names the parameter', (_promise, definition, given, message) => {
  const { values, faults } = resolveParameters(documentWith(definition), given === undefined ? {} : { p: given });
  expect(values).toBeUndefined();
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatchObject({ path: 'parameters.p', message: expect.stringMatching(message) });
  expect(faults[0]?.message).toContain('Parameter p:');
});

test('a name that the document does not have is a fault, also one that every object has', () => {
  const document = documentWith({ type: 'String', default: 'x' });
  expect(resolveParameters(document, { P: ['y'] }).faults[0]?.message).toMatch(/no parameter P; it has: p/);
  expect(resolveParameters(document, { constructor: ['y'] }).faults).toHaveLength(1);
});

test('a pattern that makes a backtracking engine hang is answered', () => {
  const document = documentWith({ type: 'String', allowedPattern: '(a+)+$' });
  expect(resolveParameters(document, { p: [`${'a'.repeat(5000)}b`] }).faults).toHaveLength(1);
});
