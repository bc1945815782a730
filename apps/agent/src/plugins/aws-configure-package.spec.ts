import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@rustine/domain';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { prepareBase, whyNoMachines } from '../../../../packages/documents/src/testing/make-machine.ts';
import { preparePatching } from '../../../../packages/documents/src/testing/prepare-patching.ts';
import {
  prepareRpmPatching,
  whyNoRpmMachines,
} from '../../../../packages/documents/src/testing/prepare-rpm-patching.ts';
import { awsConfigurePackage } from './aws-configure-package.ts';
import { linkIntoMachine } from './testing/enter-machine.ts';
import { makeStepContext } from './testing/make-step-context.ts';

vi.setConfig({ testTimeout: 180_000 });

const reason = whyNoMachines();
if (reason !== undefined) console.log(`skipped: packages in a disposable machine: ${reason}`);

/** Runs the action with the package manager of the disposable machine; answers its end, then what it printed. */
async function configure(inputs: JsonObject, programs = ['apt-get', 'apt-cache', 'dpkg-query']) {
  using step = makeStepContext(inputs);
  const folder = join(step.context.invocationFolder, 'bin');
  mkdirSync(folder);
  linkIntoMachine(folder, programs);
  const context = { ...step.context, baseEnvironment: { PATH: folder } };
  const end = await awsConfigurePackage.run(context);
  return { end, said: step.stdout().trim().split('\n').at(-1), stderr: step.stderr(), started: step.started.length };
}

describe.skipIf(reason !== undefined)('a package of a real apt', () => {
  beforeAll(() => void prepareBase(), 300_000);

  test('is installed in the version that is asked for, older and newer, and removed, each time with evidence', async () => {
    const versions = ['1.0', '1.1', '1.2'];
    await using patching = await preparePatching({ base: versions.map((version) => ({ name: 'alpha', version })) });
    const install = async (version?: string) =>
      await configure({ action: 'Install', name: 'alpha', ...(version !== undefined && { version }) });
    expect(await install('1.1')).toMatchObject({
      end: { kind: 'exited', exitCode: 0 },
      said: 'alpha 1.1 is installed (not installed before).',
    });
    expect(await install('1.0')).toMatchObject({ said: 'alpha 1.0 is installed (1.1 before).' });
    expect(await install('latest')).toMatchObject({ said: 'alpha 1.2 is installed (1.0 before).' });
    expect(await patching.versions('alpha')).toEqual(['ii 1.2']);
    expect(await install('1.2')).toMatchObject({
      said: 'alpha 1.2 is installed already; there is nothing to do.',
      started: 1,
    });
    expect(await configure({ action: 'Uninstall', name: 'alpha', version: '1.0' })).toMatchObject({
      end: { exitCode: 0 },
      said: 'alpha 1.0 is not installed; there is nothing to do.',
    });
    expect(await configure({ action: 'Uninstall', name: 'alpha' })).toMatchObject({
      end: { exitCode: 0 },
      said: 'alpha is no longer installed (1.2 before).',
    });
    expect(await patching.versions('alpha')).toEqual(['-']);
  });

  test('that is nowhere, in no such version, held, or that fails to unpack fails with the reason', async () => {
    await using patching = await preparePatching({
      installed: [{ name: 'held', version: '1.0' }],
      base: [
        { name: 'held', version: '1.1' },
        { name: 'broken', version: '1.0', control: { postinst: 'echo no luck >&2; exit 1' } },
      ],
    });
    await patching.machine.shell('apt-mark hold held');
    const failure = async (inputs: JsonObject) => (await configure({ action: 'Install', ...inputs })).end;
    expect(await failure({ name: 'no-such' })).toEqual({
      kind: 'failed',
      state: 'FAILED',
      reason: 'No package source of this machine has a package no-such.',
    });
    expect(await failure({ name: 'he.*' })).toMatchObject({ kind: 'not-run' });
    expect(await failure({ name: 'hel.' })).toMatchObject({
      reason: 'No package source of this machine has a package hel..',
    });
    expect(await failure({ name: 'held', version: '7' })).toMatchObject({
      reason: 'apt exited with 100; its output says why.',
    });
    expect(await failure({ name: 'held', version: '1.1' })).toMatchObject({
      reason: 'apt exited with 100; its output says why.',
    });
    const broken = await configure({ action: 'Install', name: 'broken' });
    expect(broken).toMatchObject({ end: { reason: 'apt exited with 100; its output says why.' } });
    expect(broken.stderr).toContain('no luck');
    expect(await patching.versions('held')).toEqual(['hi 1.0']);
  });

  test('gets its own scripts the variables that are asked for', async () => {
    await using patching = await preparePatching({
      base: [{ name: 'alpha', version: '1.0', control: { postinst: 'printf %s "$SITE" >/run/site' } }],
    });
    const inputs = { action: 'Install', name: 'alpha', additionalArguments: '{"SITE": "north \\"1\\""}' };
    expect(await configure(inputs)).toMatchObject({ end: { exitCode: 0 } });
    expect((await patching.machine.shell('cat /run/site')).stdout).toBe('north "1"');
  });
});

const rpmReason = whyNoRpmMachines();
if (rpmReason !== undefined) console.log(`skipped: packages of dnf and zypper in disposable machines: ${rpmReason}`);

describe.skipIf(rpmReason !== undefined)('a package of a real', () => {
  beforeAll(() => void prepareBase('rpm'), 300_000);

  test.each(['dnf', 'zypper'] as const)(
    '%s is installed in the version that is asked for, older and newer, and removed, each time with evidence',
    async (program) => {
      await using patching = await prepareRpmPatching(program);
      await patching.reset([]);
      patching.offer(['1.0', '1.1', '1.2'].map((version) => ({ name: 'alpha', version })));
      const run = async (inputs: JsonObject) => {
        const { end, said, stderr } = await configure({ name: 'alpha', ...inputs }, [program, 'rpm']);
        return { end, said, stderr };
      };
      const good = (said: string) => ({ end: { kind: 'exited', exitCode: 0 }, said });
      const install = (version?: string) => run({ action: 'Install', ...(version !== undefined && { version }) });
      expect(await install('1.1')).toMatchObject(good('alpha 0:1.1-1 is installed (not installed before).'));
      expect(await install('1.0-1')).toMatchObject(good('alpha 0:1.0-1 is installed (0:1.1-1 before).'));
      expect(await install()).toMatchObject(good('alpha 0:1.2-1 is installed (0:1.0-1 before).'));
      expect(await install('0:1.2')).toMatchObject(good('alpha 0:1.2 is installed already; there is nothing to do.'));
      expect(await install('7')).toMatchObject({
        end: { kind: 'failed', reason: expect.stringContaining(`${program} exited with`) },
      });
      expect(await run({ action: 'Uninstall' })).toMatchObject(good('alpha is no longer installed (0:1.2-1 before).'));
      expect(await patching.versions('alpha')).toEqual(['-']);
      expect(await run({ action: 'Install', name: 'no-such' })).toMatchObject({ end: { kind: 'failed' } });
    },
  );
});

test.each([
  [{ name: '--assume-no' }, 'linux', 'cannot be the name and version'],
  [{ name: 'a', version: '-o=x' }, 'linux', 'cannot be the name and version'],
  [{ name: 'a', additionalArguments: { 'A B': 'x' } }, 'linux', 'A B of additionalArguments'],
  [{ name: 'a' }, 'windows', 'use aws:applications'],
  [{ name: 'a' }, 'linux', 'has no apt, dnf, yum or zypper'],
] as const)('%j on %s is refused before anything runs', async (inputs, platform, why) => {
  using step = makeStepContext(
    { action: 'Install', ...inputs },
    { platform, baseEnvironment: { PATH: '/nonexistent' } },
  );
  expect(await awsConfigurePackage.run(step.context)).toEqual({
    kind: 'not-run',
    reason: expect.stringContaining(why),
  });
  expect(step.started).toEqual([]);
});
