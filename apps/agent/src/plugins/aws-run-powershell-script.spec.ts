import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { membersOfGroup } from '../process/process-identity.ts';
import { awsRunPowerShellScript } from './aws-run-powershell-script.ts';
import { makeStepContext, type RehearsedStep } from './testing/make-step-context.ts';
import { until } from '../testing/start-agent.ts';

// Real processes on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 60_000 });

/**
 * A stand-in for PowerShell that writes down how it was called and a copy of the script that it was given, then does
 * what `ending` says. No machine here has the real one.
 */
function installStandIn(path: string, notes: string, ending = 'exit 0'): void {
  mkdirSync(join(path, '..'), { recursive: true });
  mkdirSync(notes, { recursive: true });
  const lines = [
    '#!/bin/sh',
    `notes='${notes}'`,
    `for each; do printf '%s\\n' "$each"; last=$each; done >"$notes/arguments"`,
    'env >"$notes/environment"; pwd >"$notes/folder"; cat "$last" >"$notes/script"',
    `touch "$notes/started"`,
    ending,
    '',
  ];
  writeFileSync(path, lines.join('\n'));
  chmodSync(path, 0o755);
}

interface Called {
  readonly step: RehearsedStep;
  readonly note: (name: string) => string;
}

/** A step on Linux, whose path has a `pwsh` that ends as it is told. */
function onLinux(inputs: Record<string, string | string[]>, ending?: string): Called {
  const probe = makeStepContext({});
  const folder = join(probe.context.invocationFolder, 'bin');
  const notes = join(probe.context.invocationFolder, 'notes');
  installStandIn(join(folder, 'pwsh'), notes, ending);
  const environment = { ...probe.context.baseEnvironment, PATH: `${folder}:/usr/bin:/bin`, TERM: 'xterm' };
  const step = { ...probe, context: { ...probe.context, inputs, baseEnvironment: environment } };
  return { step, note: (name) => readFileSync(join(notes, name), 'latin1') };
}

test('on Linux pwsh gets -f and the script, which is the byte order mark, the lines and a final line feed', async () => {
  const { step, note } = onLinux({ runCommand: ['Write-Output "é"', 'exit 3'] }, 'echo out; echo err >&2; exit 3');
  using _step = step;
  expect(await awsRunPowerShellScript.run(step.context)).toEqual({ kind: 'exited', exitCode: 3 });
  expect(note('arguments')).toBe(`-f\n${join(step.context.stepFolder, '_script.ps1')}\n`);
  expect(note('script')).toBe('\xef\xbb\xbfWrite-Output "\xc3\xa9"\nexit 3\n');
  expect([step.stdout(), step.stderr()]).toEqual(['out\n', 'err\n']);
  expect(step.started).toHaveLength(1);
});

test('the script finds HOME=/, no TERM, the variables of the step and those of the agent', async () => {
  const environment = '{"SSM_Message": "a \\"b\\" $c", "RUSTINE_INVOCATION_ID": "forged"}';
  const { step, note } = onLinux({ runCommand: ['x'], environment });
  using _step = step;
  await awsRunPowerShellScript.run(step.context);
  const found = note('environment').split('\n');
  expect(found).toEqual(expect.arrayContaining(['HOME=/', 'SSM_Message=a "b" $c', 'RUSTINE_INVOCATION_ID=inv-1']));
  expect(found.filter((line) => line.startsWith('TERM='))).toEqual([]);
  expect(note('folder').trim()).toBe(step.context.stepFolder);
});

test('a time-out ends the interpreter and all that it started', async () => {
  const { step, note } = onLinux(
    { runCommand: ['x'], timeoutSeconds: '5' },
    'sleep 600 & echo $! >"$notes/child"; wait',
  );
  using _step = step;
  expect(await awsRunPowerShellScript.run(step.context)).toEqual({ kind: 'timed-out', afterSeconds: 5 });
  expect(note('child')).not.toBe('');
  expect(membersOfGroup(step.started[0]!.pid)).toEqual([]);
});

test('a cancel ends it at once', async () => {
  const { step, note } = onLinux({ runCommand: ['x'] }, 'exec sleep 600');
  using _step = step;
  const ended = awsRunPowerShellScript.run(step.context);
  await until(() => {
    try {
      return note('started') === '';
    } catch {
      return false;
    }
  });
  step.stop.abort('canceled');
  expect(await ended).toEqual({ kind: 'canceled' });
});

test('where there is no PowerShell the step says so', async () => {
  using step = makeStepContext({ runCommand: ['x'] }, { baseEnvironment: { PATH: '/nonexistent' } });
  expect(await awsRunPowerShellScript.run(step.context)).toEqual({
    kind: 'not-run',
    reason: 'PowerShell is not installed on this machine (no powershell and no pwsh was found); install it',
  });
});

test("on Windows powershell.exe of the system's folder gets the arguments of Amazon's agent, byte for byte", async () => {
  using step = makeStepContext({ runCommand: ['exit 4294967295'] }, { platform: 'windows' });
  // On this system the whole of C:\…\powershell.exe is the name of one file.
  const root = join(step.context.invocationFolder, 'Windows');
  const notes = join(step.context.invocationFolder, 'notes');
  installStandIn(`${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`, notes, 'exit 7');
  const context = { ...step.context, baseEnvironment: { ...step.context.baseEnvironment, SystemRoot: root } };
  expect(await awsRunPowerShellScript.run(context)).toEqual({ kind: 'exited', exitCode: 7 });
  const path = join(step.context.stepFolder, '_script.ps1');
  expect(readFileSync(join(notes, 'arguments'), 'utf8')).toBe(
    `-InputFormat\nNone\n-Noninteractive\n-NoProfile\n-ExecutionPolicy\nunrestricted\n-f\n${path}\n`,
  );
  expect(readFileSync(join(notes, 'script'), 'latin1')).toBe('\xef\xbb\xbfexit 4294967295\n');
});
