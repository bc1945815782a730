import { beforeAll, describe, expect, test } from 'vitest';
import { prepareBase, whyNoMachines } from './testing/make-machine.ts';
import { allReports, preparePatching } from './testing/prepare-patching.ts';

const one = (name: string) => ({ name, version: '1.0' });
const two = (name: string) => ({ name, version: '1.1' });

describe.skipIf(whyNoMachines() !== undefined)('an install', { timeout: 120_000 }, () => {
  beforeAll(() => void prepareBase(), 300_000);

  test('all updates are installed, all reports keep the contract, and a second run has nothing to do', async () => {
    await using patching = await preparePatching({
      installed: ['alpha', 'beta'].map(one),
      base: [two('beta')],
      security: [{ ...two('alpha'), fields: { Depends: 'fresh' } }, one('fresh')],
    });
    const { machine } = patching;
    await machine.shell(
      `apt-mark auto beta; echo 'DPkg::Post-Invoke { "echo made >/run/made"; };' >/etc/apt/apt.conf.d/90hook`,
    );
    const run = await machine.patch({ Operation: ['Install'] });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(new Set(await patching.validReports())).toEqual(new Set(allReports));
    expect(await machine.report('new-updates')).toMatchObject([
      {
        name: 'alpha',
        architecture: 'all',
        action: 'UPGRADE',
        old_version: '1.0',
        new_version: '1.1',
        update_type: 'SECURITY',
      },
      { name: 'beta', action: 'UPGRADE', old_version: '1.0', new_version: '1.1', update_type: 'OTHER' },
      { name: 'fresh', action: 'INSTALL', old_version: '', new_version: '1.0', update_type: 'SECURITY' },
    ]);
    expect(await machine.report('failed-updates')).toEqual([]);
    expect(await machine.report('available-updates')).toEqual([]);
    const versionOf = async (kind: string) =>
      (await machine.report(kind)).find((row) => row['name'] === 'alpha')?.['version'];
    expect([
      await versionOf('updates-before'),
      await versionOf('updates-after'),
      await versionOf('software-inventory'),
    ]).toEqual(['1.0', '1.1', '1.1']);
    const automatic = (await machine.shell('apt-mark showauto alpha beta fresh')).stdout;
    expect(automatic).toBe('beta\nfresh\n');

    const again = await machine.patch({ Operation: ['Install'] }, 'inv-2');
    expect(again).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('There is nothing to do.') });
    expect(await machine.report('new-updates')).toEqual([]);
    const modes = await machine.shell('stat -c %a /run/made /var/lib/dpkg/status; ls -l /var/lib/apt/lists/*Packages');
    expect(modes.stdout).toMatch(/^644\n644\n-rw-r--r--/);
  });

  test('an exact version is installed, be it older, and one that is offered nowhere fails by name', async () => {
    await using patching = await preparePatching({
      installed: ['alpha', 'beta'].map(two),
      base: [one('alpha'), two('alpha'), { name: 'beta', version: '1.2' }, { name: 'beta', version: '1.3' }],
    });
    const run = await patching.machine.patch({
      Operation: ['Install'],
      Packages: ['alpha=1.0', 'beta=1.2', 'beta-tools', 'alp.a=1.0'],
    });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^rustine: error: NOT_FOUND: /m);
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.0', 'ii 1.2']);
    expect(await patching.machine.report('new-updates')).toMatchObject([
      { name: 'alpha', action: 'DOWNGRADE', old_version: '1.1', new_version: '1.0' },
      { name: 'beta', action: 'UPGRADE', new_version: '1.2' },
    ]);
    expect(
      (await patching.machine.report('failed-updates')).map((row) => `${row['name']} ${row['error_code']}`),
    ).toEqual(['beta-tools NOT_FOUND', 'alp.a NOT_FOUND']);
  });

  test('a removal removes what is named and nothing more', async () => {
    await using patching = await preparePatching({
      installed: [one('alpha'), { ...one('beta'), fields: { Depends: 'alpha' } }],
      base: [two('alpha')],
    });
    const { machine } = patching;
    const more = await machine.patch({ Operation: ['Remove'], Packages: ['alpha'] }, 'inv-1');
    expect(more.code).toBe(1);
    expect(more.stderr).toMatch(/^rustine: error: DEPENDENCY_CONFLICT: the removal would also remove beta; /m);
    const other = await machine.patch({ Operation: ['Remove'], Packages: ['beta=7'] }, 'inv-2');
    expect(other.stderr).toMatch(/^rustine: error: VERSION_DIFFERS: /m);
    expect((await machine.patch({ Operation: ['Remove'], Packages: ['dpkg'] }, 'inv-3')).code).toBe(1);
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.0', 'ii 1.0']);

    const dry = await machine.patch({ Operation: ['DryRunRemove'], Packages: ['alpha', 'beta=1.0'] }, 'inv-4');
    const hash = /^rustine: plan ([0-9a-f]{64})$/m.exec(dry.stdout)?.[1] ?? '';
    const run = await machine.patch(
      { Operation: ['Remove'], Packages: ['alpha', 'beta=1.0'], PlanHash: [hash] },
      'inv-5',
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'beta')).toEqual(['-', '-']);
    expect(await machine.report('new-updates')).toMatchObject([
      { name: 'alpha', action: 'REMOVE', old_version: '1.0', new_version: '' },
      { name: 'beta', action: 'REMOVE', old_version: '1.0', new_version: '' },
    ]);
    expect(await patching.validReports()).toContain('new-updates');
  });

  test.each([
    ['KeepOld', 'the administrator’s\n'],
    ['KeepNew', 'the new default\n'],
  ])('with %s a configuration file that both changed holds %s', async (policy, content) => {
    const conf = (text: string) => ({ control: { conffiles: '/etc/alpha.conf\n' }, files: { 'etc/alpha.conf': text } });
    await using patching = await preparePatching({
      installed: [{ ...one('alpha'), ...conf('the old default\n') }],
      security: [{ ...two('alpha'), ...conf('the new default\n') }],
    });
    await patching.machine.shell('echo "the administrator’s" >/etc/alpha.conf');
    expect((await patching.machine.patch({ Operation: ['Install'], ConffilePolicy: [policy] })).code).toBe(0);
    expect((await patching.machine.shell('cat /etc/alpha.conf')).stdout).toBe(content);
  });
});
