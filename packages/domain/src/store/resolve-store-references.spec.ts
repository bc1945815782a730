import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../documents/document.ts';
import { planDocument } from '../documents/plan-document.ts';
import { resolveParameters } from '../documents/resolve-parameters.ts';
import { validateDocument } from '../documents/validate-document.ts';
import { findStoreReferences } from './find-store-references.ts';
import { resolvePlan, storeReferencesOf } from './resolve-plan.ts';
import { resolveStoreReferences, type StoredParameter } from './resolve-store-references.ts';
import { secureReferenceFaults, secureReferencesOf } from './secure-references.ts';

const stored = new Map<string, StoredParameter>([
  ['/app/name', { type: 'String', value: 'web' }],
  ['/app/name:3', { type: 'String', value: 'web-3' }],
  ['hosts', { type: 'StringList', value: 'a,"b,c' }],
  ['/db/password', { type: 'SecureString', value: 's3cret' }],
  ['loop', { type: 'String', value: '{{ssm:/db/password}} {{ p }} $$' }],
]);

const put = (value: Json) => resolveStoreReferences(value, { stored, path: 'inputs' });

test.each<[string, Json, Json]>([
  ['inside a text', 'echo {{ssm:/app/name}}!', 'echo web!'],
  ['with spaces', '{{  ssm:/app/name  }}', 'web'],
  ['a version', ['{{ssm:/app/name:3}}'], ['web-3']],
  ['a list alone in a list is spliced, at every comma', ['x', '{{ ssm:hosts }}', 'y'], ['x', 'a', '"b', 'c', 'y']],
  ['a text alone in a list stays one item', ['{{ssm:/app/name}}'], ['web']],
  [
    'in maps and lists at any depth, but not in keys',
    { '{{ssm:hosts}}': [{ a: '{{ssm:/app/name}}' }] },
    { '{{ssm:hosts}}': [{ a: 'web' }] },
  ],
  ['a stored value is not read again', '{{ssm:loop}}', '{{ssm:/db/password}} {{ p }} $$'],
  ['a tab is no space here', '{{\tssm:/app/name}}', '{{\tssm:/app/name}}'],
  ['ssm-secure is another thing', '{{ssm-secure:/db/password}}', '{{ssm-secure:/db/password}}'],
  ['no reference', [1, null, true, 'x {{ name }}'], [1, null, true, 'x {{ name }}']],
])('%s', (_promise, value, expected) => {
  expect(put(value)).toEqual({ value: expected, secrets: [], faults: [] });
});

test('secret values are put in and named as secrets', () => {
  expect(put({ password: 'p={{ssm:/db/password}}' })).toEqual({
    value: { password: 'p=s3cret' },
    secrets: ['s3cret'],
    faults: [],
  });
});

test.each<[string, Json, string, string]>([
  ['an unknown name', { a: ['{{ssm:/nope}}'] }, 'inputs.a[0]', 'The parameter store has no parameter /nope.'],
  ['an unknown version', '{{ssm:/app/name:4}}', 'inputs', 'The parameter store has no parameter /app/name:4.'],
  [
    'a list inside a text',
    ['echo {{ssm:hosts}}'],
    'inputs[0]',
    'The stored parameter hosts is a StringList; it must stand alone as an item of a list.',
  ],
  [
    'a list where no list is',
    { workingDirectory: '{{ssm:hosts}}' },
    'inputs.workingDirectory',
    'The stored parameter hosts is a StringList; it must stand alone as an item of a list.',
  ],
])('%s is a fault at its place', (_what, value, path, message) => {
  expect(put(value)).toEqual({ faults: [{ path, message }] });
});

test('references are found once each, with name and selector', () => {
  expect(findStoreReferences({ a: ['{{ssm:/x:2}} {{ ssm:/x }}', '{{ssm:/x:2}}'], b: 1 })).toEqual([
    { key: '/x:2', name: '/x', selector: '2' },
    { key: '/x', name: '/x', selector: null },
  ]);
});

test('what was found is all that is needed', () => {
  const piece = fc.constantFrom('{{ssm:a}}', '{{ ssm:/b/c:1 }}', '{{', '}}', 'ssm:', ' ', 'x', '{{p}}');
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), (inputs) => {
      const all = new Map(
        findStoreReferences(inputs).map(({ key }) => [key, { type: 'String', value: `{{ssm:${key}}}` } as const]),
      );
      expect(resolveStoreReferences(inputs, { stored: all, path: '' }).faults).toEqual([]);
    }),
  );
});

function documentWith(parameter: object, runCommand: Json) {
  const step = { action: 'aws:runShellScript', name: 'a', inputs: { runCommand } };
  const text = JSON.stringify({ schemaVersion: '2.2', parameters: { p: parameter }, mainSteps: [step] });
  const { document, faults } = validateDocument(text);
  if (document === undefined) throw new Error(JSON.stringify(faults));
  return document;
}

function planned(parameter: object, runCommand: Json, given: Record<string, string[]> = {}) {
  const document = documentWith(parameter, runCommand);
  const { values } = resolveParameters(document, given);
  if (values === undefined) throw new Error('parameters');
  return planDocument({ document, parameters: values, platform: 'linux' });
}

test.each<[string, object, Json, Record<string, string[]>, Json]>([
  [
    'a default that is a stored list becomes the commands',
    { type: 'String', default: '{{ssm:hosts}}' },
    ['{{ p }}'],
    {},
    ['a', '"b', 'c'],
  ],
  [
    'a given value may refer to the store',
    { type: 'StringList' },
    '{{ p }}',
    { p: ['echo {{ssm:/app/name}}'] },
    ['echo web'],
  ],
  [
    'a parameter may choose the name',
    { type: 'String', default: '/app/name' },
    ['echo {{ssm:{{ p }}}}'],
    {},
    ['echo web'],
  ],
])('%s', (_promise, parameter, runCommand, given, expected) => {
  const steps = planned(parameter, runCommand, given);
  expect(storeReferencesOf(steps)).toHaveLength(1);
  expect(resolvePlan(steps, stored).value).toMatchObject([{ inputs: { runCommand: expected } }]);
});

test('an environment parameter takes a stored value too', () => {
  const steps = planned({ type: 'String', default: '{{ssm:/db/password}}', interpolationType: 'ENV_VAR' }, [
    'echo {{ p }}',
  ]);
  const resolved = resolvePlan(steps, stored);
  expect(resolved).toMatchObject({
    value: [{ inputs: { runCommand: ['echo ${SSM_p}'], environment: { SSM_p: 's3cret' } } }],
    secrets: ['s3cret'],
  });
});

test('one unknown name in one step keeps the whole document from running', () => {
  expect(resolvePlan(planned({ type: 'String', default: '' }, ['{{ssm:nope}}']), stored)).toEqual({
    faults: [{ path: 'a.inputs.runCommand[0]', message: 'The parameter store has no parameter nope.' }],
  });
});

test.each<[string, string, object]>([
  ['workingDirectory', 'aws:runShellScript', { runCommand: [], workingDirectory: '/srv/{{ssm:/db/password}}' }],
  ['timeoutSeconds', 'aws:runPowerShellScript', { runCommand: [], timeoutSeconds: '{{ssm:/db/password}}' }],
  ['documentPath', 'aws:runDocument', { documentType: 'SSMDocument', documentPath: 'x{{ssm:/db/password}}' }],
])('a secret may not stand in %s of %s', (key, action, inputs) => {
  const text = JSON.stringify({ schemaVersion: '2.2', mainSteps: [{ action, name: 'a', inputs }] });
  const { document, faults } = validateDocument(text);
  if (document === undefined) throw new Error(JSON.stringify(faults));
  const steps = planDocument({ document, parameters: new Map(), platform: 'linux' });
  expect(resolvePlan(steps, stored).faults).toMatchObject([
    { path: `a.inputs.${key}`, message: expect.stringContaining('/db/password is a SecureString') },
  ]);
});

test('secrets of a download are named, and those of other steps are text', () => {
  const sourceInfo = JSON.stringify({ owner: 'o', repository: 'r', tokenInfo: '{{ ssm-secure:/git/token:2 }}' });
  const text = JSON.stringify({
    schemaVersion: '2.2',
    mainSteps: [
      { action: 'aws:downloadContent', name: 'a', inputs: { sourceType: 'GitHub', sourceInfo } },
      { action: 'aws:runShellScript', name: 'b', inputs: { runCommand: ['echo {{ssm-secure:/git/token}}'] } },
    ],
  });
  const { document, faults } = validateDocument(text);
  if (document === undefined) throw new Error(JSON.stringify(faults));
  const steps = planDocument({ document, parameters: new Map(), platform: 'linux' });
  expect(secureReferencesOf(steps)).toEqual([{ key: '/git/token:2', name: '/git/token', selector: '2' }]);
  const withToken = (type: StoredParameter['type']) => new Map([['/git/token:2', { type, value: 'x' }]]);
  expect(secureReferenceFaults(steps, withToken('SecureString'))).toEqual([]);
  expect(secureReferenceFaults(steps, withToken('String'))).toMatchObject([
    { path: 'a.inputs', message: expect.stringContaining('is a String') },
  ]);
  expect(secureReferenceFaults(steps, new Map())).toMatchObject([
    { path: 'a.inputs', message: 'The parameter store has no parameter /git/token:2.' },
  ]);
});

test('constraints see the stored value, and a fault does not show a secret one', () => {
  const pattern = { type: 'String', allowedPattern: '^[a-z]+$', default: '{{ssm:/app/name}}' };
  const document = documentWith(pattern, []);
  expect(resolveParameters(document, {}).faults).toEqual([]);
  expect(resolveParameters(document, {}, { stored }).faults).toEqual([]);
  expect(resolveParameters(document, { p: ['{{ssm:/db/password}}'] }, { stored }).faults).toMatchObject([
    { message: expect.stringMatching(/^Parameter p: "\*\*\*" does not match/) },
  ]);
  expect(resolveParameters(document, { p: ['{{ssm:/nope}}'] }, { stored }).faults).toHaveLength(1);
});
