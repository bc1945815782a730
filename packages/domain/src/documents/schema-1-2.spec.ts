import { expect, test } from 'vitest';
import { decideNext } from './decide-next.ts';
import type { Json } from './document.ts';
import { planDocument } from './plan-document.ts';
import type { StepExit, StepResult } from './plan-step.ts';
import { resolveParameters } from './resolve-parameters.ts';
import { settleStep } from './settle-step.ts';
import { validateDocument } from './validate-document.ts';

const commands = { commands: { type: 'StringList' }, directory: { type: 'String', default: '/srv' } };

function documentOf(runtimeConfig: Json, parameters: object = commands): string {
  return JSON.stringify({ schemaVersion: '1.2', description: 'old', parameters, runtimeConfig });
}

function plan(runtimeConfig: Json, options: { parameters?: object; given?: Record<string, string[]> } = {}) {
  const { document, faults } = validateDocument(documentOf(runtimeConfig, options.parameters));
  if (document === undefined) throw new Error(JSON.stringify(faults));
  const { values } = resolveParameters(document, options.given ?? { commands: ['echo a', 'echo b'] });
  if (values === undefined) throw new Error('parameters');
  return planDocument({ document, parameters: values, platform: 'linux' });
}

const item = (extra: Record<string, Json> = {}) => ({ runCommand: '{{ commands }}', ...extra });

test('an item of a list is a step named by its id, with the parameters put in', () => {
  const properties = [item({ id: '0.aws:runShellScript', workingDirectory: '{{ directory }}' }), item()];
  expect(plan({ 'aws:runShellScript': { properties } })).toMatchObject([
    {
      kind: 'run',
      name: '0.aws:runShellScript',
      plugin: 'aws:runShellScript',
      inputs: { runCommand: ['echo a', 'echo b'], workingDirectory: '/srv' },
    },
    { kind: 'run', name: '1.aws:runShellScript', plugin: 'aws:runShellScript' },
  ]);
});

test('items with the same id still have names of their own', () => {
  const properties = [
    item({ id: 'one' }),
    item({ id: 'one' }),
    item({ id: '../x y' }),
    item({ id: '4.aws:runShellScript' }),
    item(),
  ];
  expect(plan({ 'aws:runShellScript': { properties } }).map(({ name }) => name)).toEqual([
    'one',
    '1.aws:runShellScript',
    '2.aws:runShellScript',
    '4.aws:runShellScript',
    '4.aws:runShellScript_',
  ]);
});

test('properties may be one map, which has control inputs; a list has none', () => {
  const controls = { onFailure: 'exit', finallyStep: 'true' };
  expect(plan({ 'aws:runShellScript': { properties: item(controls) } })).toMatchObject([
    { name: 'aws:runShellScript', onFailure: 'exit', finallyStep: true },
  ]);
  const [listed] = plan({ 'aws:runShellScript': { properties: [item(controls)] } });
  expect(listed).not.toHaveProperty('onFailure');
  expect(listed).toMatchObject({ finallyStep: false });
});

test.each<[string, object, string[] | undefined]>([
  ['a map', { type: 'StringMap', default: { runCommand: ['echo x {{ all }}'] } }, undefined],
  ['a list of maps', { type: 'MapList', default: [{ runCommand: ['echo x {{ all }}'] }] }, undefined],
  ['JSON text', { type: 'String' }, ['[{"runCommand": ["echo x {{ all }}"]}]']],
])('text in the place of properties stands for %s, which is not read a second time', (_kind, definition, given) => {
  const steps = plan(
    { 'aws:runShellScript': { properties: '{{ all }}' } },
    { parameters: { all: definition }, given: given === undefined ? {} : { all: given } },
  );
  expect(steps).toMatchObject([{ kind: 'run', inputs: { runCommand: ['echo x {{ all }}'] } }]);
});

test.each<[string, string, object]>([
  [
    'JSON with a reference in a script',
    '[{"runCommand": ["echo {{ evil }}"]}]',
    { inputs: { runCommand: ['echo ${SSM_evil}'], environment: { SSM_evil: 'x"]}]' } } },
  ],
  [
    'text that only becomes JSON',
    '[{"runCommand": {{ commands }}, "id": "{{ evil }}"}]',
    { inputs: { runCommand: ['echo a'], id: '{{ evil }}' } },
  ],
  ['the whole', '{{ evil }}', { kind: 'fail' }],
])(
  'a parameter that is a variable never becomes a part of text that is read as properties: %s',
  (_kind, properties, expected) => {
    const parameters = { evil: { type: 'String', interpolationType: 'ENV_VAR' }, commands: { type: 'StringList' } };
    const given = { evil: ['x"]}]'], commands: ['echo a'] };
    expect(plan({ 'aws:runShellScript': { properties } }, { parameters, given })).toMatchObject([expected]);
  },
);

test('text that is neither a map nor a list fails the step, not the document', () => {
  expect(plan({ 'aws:runShellScript': { properties: 'nothing' } })).toMatchObject([
    { kind: 'fail', reason: 'The step cannot run: the properties of aws:runShellScript are neither a list nor a map.' },
  ]);
});

test('a platform without the plugin fails it: 1.2 has no preconditions to skip by', () => {
  const { document } = validateDocument(documentOf({ 'aws:psModule': { properties: [item()] } }));
  if (document === undefined) throw new Error('no document');
  const steps = planDocument({ document, parameters: new Map([['commands', ['x']]]), platform: 'linux' });
  expect(steps).toMatchObject([{ kind: 'fail' }]);
});

test('several plugins run in the order of the text, and a note says that elsewhere they may not', () => {
  const config = {
    'aws:runPowerShellScript': { properties: [item()] },
    'aws:runShellScript': { properties: [item()] },
  };
  expect(plan(config).map(({ name }) => name)).toEqual(['0.aws:runPowerShellScript', '0.aws:runShellScript']);
  const { notes } = validateDocument(documentOf(config));
  expect(notes).toMatchObject([{ path: 'runtimeConfig', message: expect.stringContaining('in any order') }]);
});

test.each<[string, Json, string, RegExp]>([
  ['no plugin', {}, 'runtimeConfig', /at least one plugin/],
  ['an unknown plugin', { 'aws:nope': { properties: [{}] } }, 'runtimeConfig.aws:nope', /aws:nope is not known/],
  [
    'no properties',
    { 'aws:runShellScript': { settings: {} } },
    'runtimeConfig.aws:runShellScript.properties',
    /must be a list, a map or text/,
  ],
  [
    'an empty list',
    { 'aws:runShellScript': { properties: [] } },
    'runtimeConfig.aws:runShellScript.properties',
    /at least one item/,
  ],
])('%s is a fault', (_what, config, path, message) => {
  expect(validateDocument(documentOf(config)).faults).toMatchObject([
    { path, message: expect.stringMatching(message), line: 1 },
  ]);
});

/** Runs the plan to its end; `codes[i]` is the exit code of the i-th step that runs. */
function walk(runtimeConfig: Json, codes: (number | 'timed-out')[]) {
  const steps = plan(runtimeConfig);
  const results: StepResult[] = [];
  for (;;) {
    const next = decideNext({ steps, results });
    if (next.kind === 'run') {
      const code = codes[next.index] ?? 0;
      const exit: StepExit =
        code === 'timed-out' ? { kind: code, afterSeconds: 5 } : { kind: 'exited', exitCode: code };
      results.push(settleStep({ step: next.step, exit, platform: 'linux' }));
    } else if (next.kind === 'record') results.push(next.result);
    else return { states: results.map(({ state }) => state).join(' '), end: next };
  }
}

const twoPlugins = {
  'aws:runShellScript': { properties: [item(), item()] },
  'aws:runPowerShellScript': { properties: item() },
};

test.each<[string, (number | 'timed-out')[], string, string]>([
  ['all well', [0, 0, 0], 'SUCCEEDED SUCCEEDED SUCCEEDED', 'SUCCEEDED'],
  ['a failed item stops neither its plugin nor the next', [1, 0, 0], 'FAILED SUCCEEDED SUCCEEDED', 'FAILED'],
  [
    '168 lets the other items run, then skips the other plugins',
    [168, 0, 0],
    'SUCCEEDED SUCCEEDED SKIPPED',
    'SUCCEEDED',
  ],
  ['168 speaks for its plugin, a later failure included', [168, 1, 0], 'SUCCEEDED FAILED SKIPPED', 'SUCCEEDED'],
  ['the first code other than 0 counts', [1, 168, 0], 'FAILED SUCCEEDED SUCCEEDED', 'FAILED'],
  ['169 fails and skips', [0, 169, 0], 'SUCCEEDED FAILED SKIPPED', 'FAILED'],
  ['in one plugin timed out outweighs failed', [1, 'timed-out', 0], 'FAILED TIMED_OUT SUCCEEDED', 'TIMED_OUT'],
  ['between plugins failed outweighs timed out', ['timed-out', 0, 1], 'TIMED_OUT SUCCEEDED FAILED', 'FAILED'],
])('%s', (_promise, codes, states, end) => {
  expect(walk(twoPlugins, codes)).toMatchObject({ states, end: { kind: 'finish', state: end } });
});
