import { expect, test } from 'vitest';
import { decideNext } from './decide-next.ts';
import type { JsonObject } from './document.ts';
import { planDocument } from './plan-document.ts';
import type { StepResult } from './plan-step.ts';
import { resolveParameters } from './resolve-parameters.ts';
import { settleStep } from './settle-step.ts';
import { validateDocument } from './validate-document.ts';

const on = (platform: string) => ({ StringEquals: ['platformType', platform] });
const hook = (name: string, inputs: JsonObject, precondition?: JsonObject) => ({
  name,
  action: 'aws:runDocument',
  inputs: { documentType: 'SSMDocument', onFailure: 'exit', ...inputs },
  ...(precondition === undefined ? {} : { precondition }),
});
const verify = (name: string, action: string, precondition: JsonObject) => ({
  name,
  action,
  precondition,
  inputs: { onFailure: 'exit', runCommand: ['exit 0'] },
});
const patch = (RebootOption: string) => ({
  documentPath: 'PatchBaseline',
  documentParameters: `{"Operation":"Install","RebootOption":"${RebootOption}","SnapshotId": {{SnapshotId}}}`,
});

/** The shape of AWS-RunPatchBaselineWithHooks: scan, look, hook, install, hook, look, reboot, and a hook in any case. */
const content = JSON.stringify({
  schemaVersion: '2.2',
  parameters: {
    Operation: { type: 'String', allowedValues: ['Scan', 'Install'], default: 'Install' },
    SnapshotId: { type: 'String', default: '' },
    Hook: { type: 'String', default: 'AWS-Noop' },
  },
  mainSteps: [
    hook('PreInstallScan', { documentPath: 'PatchBaseline' }),
    verify('VerifyLinux', 'aws:runShellScript', on('Linux')),
    verify('VerifyWindows', 'aws:runPowerShellScript', on('Windows')),
    hook('PreInstallHook', { documentPath: '{{ Hook }}' }),
    hook('InstallNoReboot', patch('NoReboot')),
    hook('PostInstallHook', { documentPath: '{{ Hook }}' }),
    verify('VerifyReboot', 'aws:runShellScript', on('Linux')),
    hook('Reboot', patch('RebootIfNeeded')),
    hook(
      'OnExitHook',
      { documentPath: '{{ Hook }}', finallyStep: true },
      { StringEquals: ['{{ Operation }}', 'Install'] },
    ),
  ],
});

function walk(operation: string, codes: Readonly<Record<string, number>>) {
  const { document } = validateDocument(content);
  if (document === undefined) throw new Error('no document');
  const { values } = resolveParameters(document, { Operation: [operation] });
  if (values === undefined) throw new Error('no values');
  const steps = planDocument({ document, parameters: values, platform: 'linux' });
  const ran: string[] = [];
  const results: StepResult[] = [];
  for (;;) {
    const next = decideNext({ steps, results });
    if (next.kind === 'finish') return { ran: ran.join(' '), state: next.state };
    if (next.kind === 'reboot') return { ran: ran.join(' '), state: 'reboot' };
    if (next.kind === 'record') {
      results.push(next.result);
      continue;
    }
    ran.push(next.step.name);
    const exit = { kind: 'exited', exitCode: codes[next.step.name] ?? 0 } as const;
    results.push(settleStep({ step: next.step, exit, platform: 'linux' }));
  }
}

const upToVerify = 'PreInstallScan VerifyLinux';
const upToInstall = `${upToVerify} PreInstallHook InstallNoReboot`;

test.each<[string, string, Record<string, number>, string, string]>([
  [
    'an install goes through, Windows left out',
    'Install',
    {},
    `${upToInstall} PostInstallHook VerifyReboot Reboot OnExitHook`,
    'SUCCEEDED',
  ],
  ['a scan ends with 168, and no hook runs', 'Scan', { VerifyLinux: 168 }, upToVerify, 'SUCCEEDED'],
  [
    'nothing to install ends with 168, and the exit hook runs',
    'Install',
    { VerifyLinux: 168 },
    `${upToVerify} OnExitHook`,
    'SUCCEEDED',
  ],
  ['no state file ends with 169', 'Install', { VerifyLinux: 169 }, `${upToVerify} OnExitHook`, 'FAILED'],
  [
    'a failed hook stops before the install',
    'Install',
    { PreInstallHook: 1 },
    `${upToVerify} PreInstallHook OnExitHook`,
    'FAILED',
  ],
  [
    'a failed install stops before the reboot',
    'Install',
    { InstallNoReboot: 1 },
    `${upToInstall} OnExitHook`,
    'FAILED',
  ],
  [
    'no reboot needed ends with 168',
    'Install',
    { VerifyReboot: 168 },
    `${upToInstall} PostInstallHook VerifyReboot OnExitHook`,
    'SUCCEEDED',
  ],
  [
    'a reboot is asked for with 194',
    'Install',
    { Reboot: 194 },
    `${upToInstall} PostInstallHook VerifyReboot Reboot`,
    'reboot',
  ],
  [
    'a failed exit hook fails the document',
    'Install',
    { OnExitHook: 1 },
    `${upToInstall} PostInstallHook VerifyReboot Reboot OnExitHook`,
    'FAILED',
  ],
])('%s', (_promise, operation, codes, ran, state) => {
  expect(walk(operation, codes)).toEqual({ ran, state });
});
