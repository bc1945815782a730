import { expect, test } from 'vitest';
import { assembleScript } from './assemble-script.ts';
import type { JsonObject, Platform } from './document.ts';
import { renderDocument } from './render-document.ts';
import { resolveParameters } from './resolve-parameters.ts';
import { settleStep } from './settle-step.ts';
import { validateDocument } from './validate-document.ts';

function render(mainSteps: JsonObject[], platform: Platform = 'linux') {
  const parameters = { who: { type: 'String', default: 'wörld', interpolationType: 'ENV_VAR' } };
  const { document, faults } = validateDocument(JSON.stringify({ schemaVersion: '2.2', parameters, mainSteps }));
  if (document === undefined) throw new Error(JSON.stringify(faults));
  const { values } = resolveParameters(document, {}, { stored: 'later' });
  if (values === undefined) throw new Error('parameters');
  return renderDocument({ document, parameters: values, platform });
}

const step = (action: string, inputs: JsonObject, extra: JsonObject = {}) => ({ name: 's', action, inputs, ...extra });
const script = { text: 'echo "é"\r\n', timeoutSeconds: 60, workingDirectory: '', environment: { A: 'b' } };
const hex = (bytes: Uint8Array | undefined) =>
  Array.from(bytes ?? [], (byte) => byte.toString(16).padStart(2, '0')).join(' ');
const body = '65 63 68 6f 20 22 c3 a9 22 0d 0a';

test('a shell script is its text, byte for byte, and sh -c runs it', () => {
  const assembled = assembleScript(script, { action: 'aws:runShellScript', platform: 'linux' });
  expect(hex(assembled.content)).toBe(body);
  expect(assembled).toMatchObject({ fileName: '_script.sh', programs: ['/bin/sh'], environment: { A: 'b' } });
  expect(assembled.args('/o/_script.sh')).toEqual(['-c', '/o/_script.sh']);
});

test('on Windows PowerShell gets the byte order mark, then the text, and nothing else', () => {
  const assembled = assembleScript(script, { action: 'aws:runPowerShellScript', platform: 'windows' });
  expect(hex(assembled.content)).toBe(`ef bb bf ${body}`);
  expect(assembled.fileName).toBe('_script.ps1');
  expect(assembled.programs).toEqual(['%SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe']);
  expect(assembled.args('C:\\o\\_script.ps1').join(' ')).toBe(
    '-InputFormat None -Noninteractive -NoProfile -ExecutionPolicy unrestricted -f C:\\o\\_script.ps1',
  );
});

test.each(['linux', 'macos'] as const)('on %s PowerShell is powershell or pwsh, with the mark too', (platform) => {
  const assembled = assembleScript(script, { action: 'aws:runPowerShellScript', platform });
  expect(hex(assembled.content)).toBe(`ef bb bf ${body}`);
  expect(assembled.programs).toEqual(['/usr/bin/powershell', '/usr/bin/pwsh']);
  expect(assembled.args('/o/_script.ps1')).toEqual(['-f', '/o/_script.ps1']);
  expect(assembled.environment).toEqual({ HOME: '/', TERM: null, A: 'b' });
});

test.each<[number, Platform, string, string]>([
  [0, 'windows', 'SUCCEEDED', 'continue'],
  [3010, 'windows', 'SUCCEEDED', 'reboot'],
  [194, 'windows', 'FAILED', 'continue'],
  [137, 'windows', 'FAILED', 'continue'],
  [4_294_967_295, 'windows', 'FAILED', 'continue'],
  [-1, 'windows', 'FAILED', 'continue'],
  [1, 'linux', 'FAILED', 'continue'],
  [194, 'linux', 'SUCCEEDED', 'reboot'],
])('a script that exits with %i on %s has %s', (exitCode, platform, state, effect) => {
  const step = { name: 's', action: 'aws:runPowerShellScript', kind: 'run', inputs: {}, finallyStep: false } as const;
  expect(settleStep({ step, exit: { kind: 'exited', exitCode }, platform })).toMatchObject({ state, effect });
});

test('a step is shown as the agent would run it', () => {
  const inputs = { runCommand: ['echo {{ who }}'], timeoutSeconds: '70', workingDirectory: 'sub', onFailure: 'exit' };
  const [rendered] = render([step('aws:runShellScript', inputs)]);
  expect(rendered).toMatchObject({
    kind: 'script',
    onFailure: 'exit',
    finallyStep: false,
    timeoutSeconds: 70,
    workingDirectory: { kind: 'downloads', path: 'sub' },
    script: { content: new TextEncoder().encode('echo ${SSM_who}\n'), environment: { SSM_who: 'wörld' } },
  });
});

test.each<[string, Platform, string]>([
  ['/srv', 'linux', 'absolute'],
  ['C:\\x', 'windows', 'absolute'],
  ['\\\\host\\share', 'windows', 'absolute'],
  ['C:\\x', 'linux', 'downloads'],
  ['', 'linux', 'downloads'],
])('the folder "%s" on %s is %s', (workingDirectory, platform, kind) => {
  const action = platform === 'windows' ? 'aws:runPowerShellScript' : 'aws:runShellScript';
  const [rendered] = render([step(action, { runCommand: [], workingDirectory })], platform);
  expect(rendered).toMatchObject({ workingDirectory: { kind, path: workingDirectory } });
});

test('a step that does not run says why', () => {
  const forWindows = { precondition: { StringEquals: ['platformType', 'Windows'] } };
  const forAll = { precondition: { StringLike: ['platformType', 'Linux'] } };
  const steps = render([
    { ...step('aws:runPowerShellScript', { runCommand: [] }, forWindows), name: 'a' },
    { ...step('aws:runShellScript', { runCommand: [] }, forAll), name: 'b' },
    { ...step('aws:runShellScript', { runCommand: '{{ who }}' }), name: 'c' },
    { ...step('aws:runDocument', { documentType: '{{ who }}', documentPath: 'D' }), name: 'd' },
    { ...step('aws:runDocument', { documentType: 'SSMDocument', documentPath: 'D' }), name: 'e' },
  ]);
  expect(steps).toMatchObject([
    { kind: 'skip', reason: 'Skipped: the precondition "StringEquals": [platformType, Windows] of step a is not met.' },
    { kind: 'fail', reason: expect.stringContaining('StringLike') },
    { kind: 'fail', reason: 'The step could not be run: runCommand must be a list of strings' },
    { kind: 'fail', reason: expect.stringContaining('documentType must be one of') },
    { kind: 'action', inputs: { documentPath: 'D' } },
  ]);
});

test('a reference to the parameter store is shown as it is written', () => {
  const [rendered] = render([step('aws:runShellScript', { runCommand: ['echo {{ssm:/secret}}'] })]);
  expect(rendered).toMatchObject({
    script: { content: new TextEncoder().encode('echo {{ssm:/secret}}\n') },
  });
});
