import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareBase, whyNoMachines } from './testing/make-machine.ts';
import { preparePatching, type Patching } from './testing/prepare-patching.ts';
import { runComposite } from './testing/run-composite.ts';

const hook = (...runCommand: string[]) =>
  JSON.stringify({
    schemaVersion: '2.2',
    parameters: { Note: { type: 'String', default: 'nothing' } },
    mainSteps: [{ name: 'hook', action: 'aws:runShellScript', inputs: { runCommand } }],
  });
/** Each tells the version that is installed while it runs. */
const others = {
  'Team-Before': hook('echo "before: {{ Note }} $(dpkg-query -W -f \'${Version}\' alpha)"'),
  'Team-Snapshot': hook('echo "snapshot: $(dpkg-query -W -f \'${Version}\' alpha)"'),
  'Team-After': hook('echo "after: $(dpkg-query -W -f \'${Version}\' alpha)"'),
  'Team-Failing': hook('echo failing; exit 7'),
};

describe.skipIf(whyNoMachines() !== undefined)('Rustine-PatchInstance with hooks', { timeout: 180_000 }, () => {
  let patching: Patching;
  const run = (parameters: Readonly<Record<string, readonly string[]>>) => {
    const { machine } = patching;
    const execute = async (script: string) => {
      await writeFile(join(machine.share, 'step.sh'), script);
      return machine.shell(
        'cd /; export RUSTINE_REPORT_DIR=/rustine/reports RUSTINE_STATE_DIR=/rustine/state RUSTINE_INVOCATION_ID=by-hand RUSTINE_INSTANCE_ID=mi-1 RUSTINE_HOSTNAME=machine; exec /bin/sh /rustine/step.sh',
      );
    };
    return runComposite('Rustine-PatchInstance', { RebootOption: ['Never'], ...parameters }, { execute, others });
  };
  const said = (stdout: string) => stdout.split('\n').filter((line) => /^(before|snapshot|after|failing)/.test(line));

  beforeAll(async () => {
    prepareBase();
    patching = await preparePatching({
      installed: [{ name: 'alpha', version: '1.0' }],
      security: [{ name: 'alpha', version: '1.1' }],
    });
  }, 300_000);
  afterAll(() => patching[Symbol.asyncDispose]());
  beforeEach(async () => {
    await patching.machine.shell('dpkg -i /rustine/old/alpha_1.0_all.deb >/dev/null 2>&1');
  });

  test('without hooks the one package manager of the machine patches, and a dry run has no hooks', async () => {
    const dry = await run({
      Operation: ['DryRun'],
      PreHookDocument: ['Team-Before'],
      PostHookDocument: ['Team-After'],
    });
    expect(dry).toMatchObject({
      state: 'SUCCEEDED',
      stdout: expect.stringContaining('plan: upgrade alpha all 1.0 1.1\n'),
    });
    expect(dry.stdout).toContain('The hook Team-Before does not run in a dry run.\n');
    expect(said(dry.stdout)).toEqual([]);
    const hash = /^rustine: plan ([0-9a-f]{64})$/m.exec(dry.stdout)?.[1] ?? '';
    const bound = await run({ Operation: ['Install'], PlanHash: [hash], Include: ['al*'] });
    expect(bound.state).toBe('SUCCEEDED');
    expect(bound.stdout).toContain('Nothing to do here: the package manager of this machine is apt.\n');
    expect(bound.scripts.filter((line) => line.includes('/patch '))).toEqual([
      'Rustine-PatchApt/patch 0',
      'Rustine-PatchDnf/patch 0',
      'Rustine-PatchZypper/patch 0',
    ]);
    expect(await patching.versions('alpha')).toEqual(['ii 1.1']);
  });

  test('the pre hook and the snapshot come before any change, the post hook after', async () => {
    const { state, stdout } = await run({
      Operation: ['Install'],
      PreHookDocument: ['Team-Before'],
      PreHookParameters: ['{"Note": "drain \\"blue\\""}'],
      SnapshotHookDocument: ['Team-Snapshot'],
      PostHookDocument: ['Team-After'],
    });
    expect(said(stdout)).toEqual(['before: drain blue 1.0', 'snapshot: 1.0', 'after: 1.1']);
    expect(state).toBe('SUCCEEDED');
  });

  test.each([
    ['a pre hook that must succeed', { PreHookDocument: ['Team-Failing'] }],
    ['a snapshot', { SnapshotHookDocument: ['Team-Failing'] }],
  ])('%s and fails ends the run before any change, and the post hook still runs', async (_what, hooks) => {
    const { state, stdout } = await run({ Operation: ['Install'], PostHookDocument: ['Team-After'], ...hooks });
    expect({ state, said: said(stdout) }).toEqual({ state: 'FAILED', said: ['failing', 'after: 1.0'] });
  });

  test('a hook that may fail is told and changes nothing; a post hook that must succeed makes the run a failed one', async () => {
    const ignored = await run({
      Operation: ['Install'],
      PreHookDocument: ['Team-Failing'],
      PreHookFailure: ['Ignore'],
      PostHookDocument: ['Team-Failing'],
      PostHookFailure: ['Ignore'],
    });
    expect({ state: ignored.state, said: said(ignored.stdout) }).toEqual({
      state: 'SUCCEEDED',
      said: ['failing', 'failing'],
    });
    expect(await patching.versions('alpha')).toEqual(['ii 1.1']);
    const failed = await run({ Operation: ['Install'], PostHookDocument: ['Team-Failing'] });
    expect(failed.steps).toContain('postHook FAILED');
    expect(failed.state).toBe('FAILED');
  });

  test('a failed patch run is a failed run, and its post hook runs', async () => {
    const { state, steps, stdout } = await run({
      Operation: ['Install'],
      Packages: ['nowhere'],
      PostHookDocument: ['Team-After'],
    });
    expect(steps).toEqual(expect.arrayContaining(['patchApt FAILED', 'patchDnf SUCCEEDED', 'postHook SUCCEEDED']));
    expect({ state, said: said(stdout) }).toEqual({ state: 'FAILED', said: ['after: 1.0'] });
  });

  test('severities are refused on apt unless they are told, and then choose the updates', async () => {
    const refused = await run({ Operation: ['Install'], Severities: ['Critical'] });
    expect(refused.state).toBe('FAILED');
    expect(await patching.versions('alpha')).toEqual(['ii 1.0']);
    const other = await run({ Operation: ['Install'], Severities: ['Critical'], KnownSeverities: ['alpha=Low'] });
    expect(other.stdout).toContain('There is nothing to do.');
    await run({ Operation: ['Install'], Severities: ['Critical'], KnownSeverities: ['alpha=Critical'] });
    expect(await patching.versions('alpha')).toEqual(['ii 1.1']);
  });
});
