import { expect, test } from 'vitest';
import type { CommandDocument, Json, JsonObject, Platform, SchemaVersion } from './document.ts';
import { planDocument } from './plan-document.ts';

interface Case {
  readonly schema?: SchemaVersion;
  readonly action?: string;
  readonly precondition?: JsonObject;
  readonly platform?: Platform;
}

function plan({ schema = '2.2', action = 'aws:runShellScript', precondition, platform = 'linux' }: Case) {
  const document: CommandDocument = {
    schemaVersion: schema,
    description: '',
    parameters: new Map(),
    steps: [{ name: 'a', action, inputs: {}, ...(precondition === undefined ? {} : { precondition }) }],
  };
  const parameters = new Map<string, Json>([
    ['Operation', 'Install'],
    ['Os', 'Linux'],
  ]);
  return planDocument({ document, parameters, platform })[0];
}

const equals = (...args: Json[]): JsonObject => ({ StringEquals: args });

test.each<[string, Case, 'run' | 'skip' | 'fail']>([
  ['2.0: a known action runs', { schema: '2.0' }, 'run'],
  ['2.0: an unknown action fails', { schema: '2.0', action: 'aws:nope' }, 'fail'],
  ['2.0: no handler on this platform fails', { schema: '2.0', platform: 'windows' }, 'fail'],
  ['2.0: a precondition fails', { schema: '2.0', precondition: equals('platformType', 'Linux') }, 'fail'],
  ['2.2: a known action runs', {}, 'run'],
  ['2.2: an unknown action fails', { action: 'aws:nope' }, 'fail'],
  ['2.2: no handler on this platform skips', { platform: 'windows' }, 'skip'],
  ['2.2: PowerShell without a precondition runs on Linux', { action: 'aws:runPowerShellScript' }, 'run'],
  [
    'an unknown action whose precondition holds fails',
    { action: 'aws:nope', precondition: equals('platformType', 'Linux') },
    'fail',
  ],
  [
    'an unknown action whose precondition does not hold is skipped',
    { action: 'aws:nope', precondition: equals('platformType', 'Windows') },
    'skip',
  ],
  ['the platform matches whatever the case', { precondition: equals('platformType', 'LINUX') }, 'run'],
  ['the arguments may come in either order', { precondition: equals('linux', 'platformType') }, 'run'],
  ['another platform skips', { precondition: equals('platformType', 'Windows') }, 'skip'],
  ['a parameter compared with platformType fails', { precondition: equals('platformType', '{{ Os }}') }, 'fail'],
  ['a parameter that equals runs', { precondition: equals('{{ Operation }}', 'Install') }, 'run'],
  ['a parameter compares with its case', { precondition: equals('{{ Operation }}', 'install') }, 'skip'],
  ['two literals fail', { precondition: equals('a', 'b') }, 'fail'],
  ['identical arguments fail', { precondition: equals('{{ Os }}', '{{ Os }}') }, 'fail'],
  ['an undeclared parameter fails', { precondition: equals('{{ Nope }}', 'x') }, 'fail'],
  ['one argument fails', { precondition: equals('platformType') }, 'fail'],
  ['another operator fails', { precondition: { StringLike: ['platformType', 'Linux'] } }, 'fail'],
  ['a Parameter Store reference fails', { precondition: equals('{{ssm:/x}}', '{{ Os }}') }, 'fail'],
  ['unmet outweighs unrecognised', { precondition: { StringLike: [], ...equals('platformType', 'Windows') } }, 'skip'],
  ['an empty precondition is none', { precondition: {} }, 'run'],
])('%s', (_promise, given, kind) => {
  expect(plan(given)?.kind).toBe(kind);
});

test('control inputs are read from the inputs, finallyStep on the last step only', () => {
  const step = (name: string, inputs: JsonObject) => ({ name, action: 'aws:runShellScript', inputs });
  const document: CommandDocument = {
    schemaVersion: '2.2',
    description: '',
    parameters: new Map(),
    steps: [
      step('a', { onFailure: 'exit', finallyStep: true }),
      step('b', { onSuccess: 'exit', onFailure: 'abort' }),
      step('c', { finallyStep: 'true', onFailure: 'successAndExit' }),
    ],
  };
  const [a, b, c] = planDocument({ document, parameters: new Map(), platform: 'linux' });
  expect(a).toMatchObject({ onFailure: 'exit', finallyStep: false });
  expect(b).toMatchObject({ onSuccess: 'exit', finallyStep: false });
  expect(b).not.toHaveProperty('onFailure');
  expect(c).toMatchObject({ onFailure: 'successAndExit', finallyStep: true });
});
