import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommandDocument, Json, JsonObject } from './document.ts';
import { interpolateInputs } from './interpolate-inputs.ts';
import { validateDocument } from './validate-document.ts';

const document: CommandDocument = {
  schemaVersion: '2.2',
  description: '',
  parameters: new Map([
    ['Message', { type: 'String', description: '', interpolationType: 'ENV_VAR' }],
    ['folder', { type: 'String', description: '' }],
  ]),
  steps: [],
};

function put(action: string, inputs: JsonObject, message = '"; rm -rf / #') {
  const parameters = new Map<string, Json>([
    ['Message', message],
    ['folder', '/srv'],
  ]);
  return interpolateInputs({ name: 's', action, inputs }, { document, parameters });
}

test.each<[string, string, JsonObject, JsonObject]>([
  [
    'in a shell script a reference becomes one to the variable',
    'aws:runShellScript',
    { runCommand: ['echo "{{ Message }}" {{ folder }}'] },
    { runCommand: ['echo "${SSM_Message}" /srv'], environment: { SSM_Message: '"; rm -rf / #' } },
  ],
  [
    'so it does in PowerShell, in its own language',
    'aws:runPowerShellScript',
    { RunCommand: ['Write-Output "{{Message}}"'] },
    { RunCommand: ['Write-Output "${env:SSM_Message}"'], environment: { SSM_Message: '"; rm -rf / #' } },
  ],
  [
    'the documented fallback for older agents does no harm',
    'aws:runShellScript',
    { runCommand: ['if [ -z "${SSM_Message+x}" ]; then export SSM_Message="{{Message}}"; fi'] },
    {
      runCommand: ['if [ -z "${SSM_Message+x}" ]; then export SSM_Message="${SSM_Message}"; fi'],
      environment: { SSM_Message: '"; rm -rf / #' },
    },
  ],
  [
    'a module of PowerShell is PowerShell too',
    'aws:psModule',
    { runCommand: ['{{Message}}'], environment: '{"A": "b"}' },
    { runCommand: ['${env:SSM_Message}'], environment: { A: 'b', SSM_Message: '"; rm -rf / #' } },
  ],
  [
    'where nothing reads the text as code the value stands in',
    'aws:runShellScript',
    { runCommand: [], workingDirectory: '{{ Message }}', Environment: { A: '{{ folder }}', SSM_Message: 'no' } },
    {
      runCommand: [],
      workingDirectory: '"; rm -rf / #',
      Environment: { A: '/srv', SSM_Message: '"; rm -rf / #' },
    },
  ],
  [
    'other actions take the value',
    'aws:runDocument',
    { documentParameters: { m: '{{ Message }}' } },
    { documentParameters: { m: '"; rm -rf / #' } },
  ],
])('%s', (_promise, action, inputs, expected) => {
  expect(put(action, inputs)).toEqual(expected);
});

test('whatever an ENV_VAR value holds, the script is the same and the variable is the value', () => {
  const runCommand = ['a {{Message}} "{{ Message }}"', '{{ Message }}'];
  const harmless = put('aws:runShellScript', { runCommand }, 'x')['runCommand'];
  fc.assert(
    fc.property(fc.string(), (message) => {
      const inputs = put('aws:runShellScript', { runCommand }, message);
      expect(inputs).toEqual({ runCommand: harmless, environment: { SSM_Message: message } });
    }),
  );
});

test.each<[string, object, RegExp]>([
  ['for a list', { type: 'StringList', interpolationType: 'ENV_VAR' }, /for String parameters only/],
  ['of another kind', { type: 'String', interpolationType: 'RAW' }, /must be ENV_VAR/],
])('an interpolationType %s is a fault', (_what, definition, message) => {
  const text = JSON.stringify({
    schemaVersion: '2.2',
    parameters: { p: definition },
    mainSteps: [{ action: 'aws:runShellScript', name: 'a', inputs: { runCommand: [] } }],
  });
  expect(validateDocument(text).faults).toMatchObject([
    { path: 'parameters.p.interpolationType', message: expect.stringMatching(message) },
  ]);
});

test('a real shell prints an ENV_VAR value as it is, whatever it holds', () => {
  const hostile = fc.constantFrom(
    '"',
    "'",
    '`',
    '$(',
    ')',
    ';',
    '&&',
    '\\',
    '\n',
    '$HOME',
    '*',
    ' ',
    'a',
    '{{ folder }}',
    '#',
  );
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 10 }), (pieces) => {
      const message = pieces.join('');
      const inputs = put(
        'aws:runShellScript',
        { runCommand: ['printf "%s|" "{{ Message }}" "$SSM_Message"'] },
        message,
      );
      const [script] = inputs['runCommand'] as string[];
      const env = inputs['environment'] as Record<string, string>;
      const printed = execFileSync('/bin/sh', ['-c', script ?? ''], { env, encoding: 'utf8', timeout: 10_000 });
      expect(printed).toBe(`${message}|${message}|`);
    }),
    { numRuns: 40 },
  );
});
