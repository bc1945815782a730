import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareBase } from './testing/make-machine.ts';
import { allReports } from './testing/prepare-patching.ts';
import { prepareRpmPatching, whyNoRpmMachines, type RpmPatching } from './testing/prepare-rpm-patching.ts';

const missing = whyNoRpmMachines();
if (missing !== undefined) console.log(`Rustine-PatchDnf and Rustine-PatchZypper are not tested: ${missing}`);

const one = (name: string) => ({ name, version: '1.0' });
const two = (name: string, preamble: string[] = []) => ({ name, version: '1.1', preamble });
const planLines = (stdout: string) =>
  stdout.split('\n').filter((line) => /^plan: (install|upgrade|downgrade|remove|hold) /.test(line));
const hashOf = (stdout: string) => /^rustine: plan ([0-9a-f]{64})$/m.exec(stdout)?.[1] ?? '';

describe.skipIf(missing !== undefined).each(['dnf', 'zypper'] as const)('%s', { timeout: 240_000 }, (manager) => {
  let patching: RpmPatching;
  beforeAll(async () => {
    prepareBase('rpm');
    patching = await prepareRpmPatching(manager);
  }, 300_000);
  afterAll(() => patching[Symbol.asyncDispose]());
  beforeEach(() => patching.reset(['alpha', 'beta', 'gamma', 'delta'].map(one)));

  const bugfix = manager === 'dnf' ? 'bugfix' : 'recommended';
  const advisories = [
    {
      id: 'ADV-1',
      type: 'security',
      severity: 'Important',
      cves: ['CVE-2026-2', 'CVE-2026-1'].map((id) => `${id}000`),
      reboot: true,
      packages: { alpha: '1.1' },
    },
    { id: 'ADV-2', type: bugfix, packages: { beta: '1.1' } },
    { id: 'ADV-3', type: 'security', severity: 'Low', packages: { gamma: '1.1' } },
  ] as const;

  test('a dry run plans the security updates, changes nothing, and its hash binds the install', async () => {
    const { machine } = patching;
    patching.offer([two('alpha', ['Requires: fresh']), one('fresh'), two('beta'), two('gamma')], advisories);
    const before = await patching.listing();
    const dry = await patching.patch({ Operation: ['DryRun'], UpdateTypes: ['Security'] });
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(planLines(dry.stdout)).toEqual([
      'plan: install fresh noarch - 1.0-1',
      'plan: upgrade alpha noarch 1.0-1 1.1-1',
      'plan: upgrade gamma noarch 1.0-1 1.1-1',
    ]);
    const bytes = ['alpha-1.1', 'fresh-1.0', 'gamma-1.1'].map(
      (name) => readFileSync(join(patching.folder, `${name}-1.noarch.rpm`)).length,
    );
    expect(dry.stdout).toContain(`plan: ${bytes.reduce((sum, size) => sum + size)} bytes to download, `);
    expect(await patching.listing()).toBe(before);
    expect(await patching.validReports()).toEqual(['updates-before', 'software-inventory', 'available-updates']);

    // The repository moves on: the plan no longer holds. What is asked for by severity is less than the plan.
    const bound = { Operation: ['Install'], UpdateTypes: ['Security'], PlanHash: [hashOf(dry.stdout)] };
    patching.offer(
      [two('alpha', ['Requires: fresh']), one('fresh'), two('beta'), { ...one('gamma'), version: '1.2' }],
      advisories,
    );
    const changed = await patching.patch(bound, 'inv-2');
    expect(changed.code).toBe(1);
    expect(changed.stderr).toMatch(/^rustine: error: PLAN_CHANGED: .*; nothing was installed$/m);
    expect(await patching.versions('alpha', 'gamma', 'fresh')).toEqual(['1.0-1', '1.0-1', '-']);

    const some = await patching.patch({ Operation: ['Install'], Severities: ['Critical', 'Important'] }, 'inv-3');
    expect(some).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'beta', 'gamma', 'fresh')).toEqual(['1.1-1', '1.0-1', '1.0-1', '1.0-1']);
    expect(new Set(await patching.validReports())).toEqual(new Set(allReports));
    expect(await machine.report('new-updates')).toMatchObject([
      {
        name: 'alpha',
        architecture: 'noarch',
        action: 'UPGRADE',
        old_version: '1.0-1',
        new_version: '1.1-1',
        update_type: 'SECURITY',
        severity: 'Important',
        advisory: 'ADV-1',
        cves: 'CVE-2026-1000 CVE-2026-2000',
      },
      { name: 'fresh', action: 'INSTALL', new_version: '1.0-1' },
    ]);
    expect((await machine.report('available-updates')).map((row) => `${row['name']} ${row['update_type']}`)).toEqual([
      'beta BUGFIX',
      'gamma SECURITY',
    ]);
  });

  test('a failing scriptlet, a held package and a conflict are told in the manager’s words, and the rest is installed', async () => {
    patching.offer(
      [
        { ...two('alpha'), scripts: { pre: 'echo "alpha: no frobnicator here" >&2\nexit 3' } },
        two('beta'),
        two('gamma', ['Requires: nowhere-to-be-found']),
        { ...two('delta'), scripts: { post: 'echo "delta: half of it" >&2; exit 4' } },
        two('epsilon'),
      ],
      advisories,
    );
    await patching.reset(['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map(one));
    await patching.machine.shell(
      manager === 'dnf' ? 'echo excludepkgs=beta >>/etc/dnf/dnf.conf' : 'zypper --non-interactive addlock beta',
    );
    const run = await patching.patch({ Operation: ['Install'] });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^rustine: error: UPDATES_FAILED: /m);
    expect(planLines(run.stdout)).toContain('plan: hold beta noarch 1.0-1 1.1-1');
    expect(await patching.versions('alpha', 'beta', 'gamma', 'delta', 'epsilon')).toEqual([
      '1.0-1',
      '1.0-1',
      '1.0-1',
      '1.1-1',
      '1.1-1',
    ]);
    const failed = await patching.machine.report('failed-updates');
    expect(
      failed
        .map((row) => `${row['name']} ${row['target_version']} ${row['update_type']} ${row['error_code']}`)
        .toSorted(),
    ).toEqual([
      'alpha 1.1-1 SECURITY MAINTAINER_SCRIPT',
      'beta 1.1-1 BUGFIX HELD',
      'delta 1.1-1 OTHER MAINTAINER_SCRIPT',
      'gamma 1.1-1 SECURITY DEPENDENCY_CONFLICT',
    ]);
    const message = (name: string) => failed.find((row) => row['name'] === name)?.['error_message'];
    expect(message('alpha')).toBe(
      '%prein(alpha-1.1-1.noarch) scriptlet failed, exit status 3; before that: alpha: no frobnicator here',
    );
    expect(message('delta')).toContain('%post(delta-1.1-1.noarch) scriptlet failed, exit status 4');
    expect(message('gamma')).toContain('nothing provides nowhere-to-be-found needed by gamma-1.1-1.noarch');
    expect(new Set(await patching.validReports())).toEqual(new Set(allReports));
  });

  test('a package that is missing or damaged in the repository fails as that, and the rest is installed', async () => {
    patching.offer([two('alpha'), two('beta'), two('gamma')]);
    rmSync(join(patching.folder, 'alpha-1.1-1.noarch.rpm'));
    writeFileSync(join(patching.folder, 'beta-1.1-1.noarch.rpm'), Buffer.alloc(2048, 'x'), { flag: 'r+' });
    const run = await patching.patch({ Operation: ['Install'] });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('it is tried once more');
    expect(await patching.versions('alpha', 'beta', 'gamma')).toEqual(['1.0-1', '1.0-1', '1.1-1']);
    const failed = await patching.machine.report('failed-updates');
    expect(failed.map((row) => `${row['name']} ${row['error_code']}`).toSorted()).toEqual([
      'alpha DOWNLOAD_FAILED',
      'beta HASH_MISMATCH',
    ]);
    expect(failed.every((row) => row['error_message']?.includes('1.1-1.noarch.rpm'))).toBe(true);
  });

  test('a repository that cannot be read, or whose index is damaged, fails the run before anything is installed', async () => {
    patching.offer([two('alpha')]);
    const index = join(patching.folder, 'repodata', 'repomd.xml');
    const content = readFileSync(index, 'utf8');
    rmSync(index);
    const gone = await patching.patch({ Operation: ['Install'] });
    expect(gone.stderr).toMatch(/^rustine: error: SOURCE_FAILED: .*updates.*/m);
    writeFileSync(index, content.replaceAll(/(<checksum[^>]*>)[0-9a-f]{8}/g, '$100000000'));
    const damaged = await patching.patch({ Operation: ['Install'] });
    expect(damaged.stderr).toMatch(/^rustine: error: SOURCE_FAILED: .*updates.*/m);
    expect([gone.code, damaged.code, ...(await patching.versions('alpha'))]).toEqual([1, 1, '1.0-1']);
  });

  test('exact versions are installed, be they older or with an epoch; what is named is removed and nothing more', async () => {
    await patching.reset([
      two('alpha'),
      one('beta'),
      one('gamma'),
      { name: 'needs-gamma', version: '1.0', preamble: ['Requires: gamma'] },
    ]);
    patching.offer([
      one('alpha'),
      two('alpha'),
      two('beta'),
      { name: 'beta', version: '0.5', preamble: ['Epoch: 1'] },
      { name: 'fresh', version: '2.0' },
    ]);
    const run = await patching.patch({
      Operation: ['Install'],
      Packages: ['alpha=1.0', 'beta=1:0.5-1', 'fresh', 'nowhere'],
    });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^rustine: error: NOT_FOUND: nowhere/m);
    expect(
      (await patching.machine.report('new-updates')).map(
        (row) => `${row['name']} ${row['action']} ${row['new_version']}`,
      ),
    ).toEqual(['alpha DOWNGRADE 1.0-1', 'beta UPGRADE 1:0.5-1', 'fresh INSTALL 2.0-1']);
    const more = await patching.patch({ Operation: ['Remove'], Packages: ['gamma'] }, 'inv-2');
    expect(more.stderr).toMatch(/^rustine: error: DEPENDENCY_CONFLICT: the removal would also remove needs-gamma; /m);
    const other = await patching.patch({ Operation: ['Remove'], Packages: ['gamma=7'] }, 'inv-3');
    expect(other.stderr).toMatch(/^rustine: error: VERSION_DIFFERS: /m);
    const both = await patching.patch({ Operation: ['Remove'], Packages: ['gamma=1.0', 'needs-gamma'] }, 'inv-4');
    expect(both).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'gamma', 'needs-gamma', 'fresh')).toEqual(['1.0-1', '-', '-', '2.0-1']);
  });

  test('a kernel comes beside the others, of two packages with one file the newcomer fails, and what is not signed is not installed', async () => {
    const { machine } = patching;
    const kernel = (version: string) => ({
      name: 'kernel',
      version,
      preamble: ['Provides: multiversion(kernel)', 'Provides: installonlypkg(kernel)'],
    });
    await patching.reset([one('alpha'), one('beta'), kernel('1.0'), kernel('2.0')]);
    const shared = { files: { '/usr/share/shared/file': 'x' } };
    patching.offer([
      { ...two('alpha'), ...shared },
      two('beta'),
      kernel('3.0'),
      { ...two('gamma'), files: { '/usr/share/shared/file': 'y' } },
    ]);
    expect((await patching.patch({ Operation: ['Install'], Packages: ['alpha'] }, 'inv-0')).code).toBe(0);
    const run = await patching.patch({
      Operation: ['Install'],
      Packages: ['gamma', 'kernel'],
      RebootOption: ['IfNeeded'],
    });
    expect(run.stdout).toMatch(/^plan: install kernel noarch - 3\.0-1$/m);
    expect(run.stdout).toMatch(/^rustine: reboot-required true \(replaced in this run: kernel 3\.0-1\)$/m);
    expect(run.stderr).toMatch(/^rustine: error: FILE_CONFLICT: gamma 1\.1-1 /m);
    expect((await patching.versions('kernel')).toSorted()).toEqual(['1.0-1', '2.0-1', '3.0-1']);
    expect(await patching.versions('gamma')).toEqual(['-']);
    expect((await machine.report('new-updates')).map((row) => `${row['name']} ${row['action']}`)).toEqual([
      'kernel INSTALL',
    ]);

    await machine.shell(
      "touch /etc/no-key; sed -i 's,^gpgcheck=0,gpgcheck=0\\npkg_gpgcheck=1,' /etc/zypp/repos.d/*.repo; sed -i 's,^gpgcheck=0,gpgcheck=1\\ngpgkey=file:///etc/no-key,' /etc/yum.repos.d/*.repo",
    );
    const unsigned = await patching.patch({ Operation: ['Install'], Packages: ['beta'] }, 'inv-2');
    expect(unsigned.stderr).toMatch(/^rustine: error: SIGNATURE: beta 1\.1-1 \(SIGNATURE: .*signed/m);
    expect(await patching.versions('beta')).toEqual(['1.0-1']);
  });

  test('a reboot is asked for where evidence says so, and a package manager at work is waited for and named', async () => {
    await patching.reset([one('dbus'), one('alpha')]);
    patching.offer([two('dbus'), two('alpha')]);
    await patching.machine.shell(
      `sleep 600 >/dev/null 2>&1 & echo $! >${manager === 'dnf' ? '/var/lib/dnf/rpmdb_lock.pid' : '/run/zypp.pid'}; echo $! >/run/sleep.pid`,
    );
    const busy = await patching.patch({ Operation: ['Install'], lockWaitSeconds: ['1'] });
    expect(busy.stderr).toMatch(/^rustine: error: LOCK_HELD: .*\(sleep\) holds .*\.pid; waited 1 seconds$/m);
    await patching.machine.shell('kill $(cat /run/sleep.pid)');
    const first = await patching.patch({ Operation: ['Install'], RebootOption: ['IfNeeded'] }, 'inv-2');
    expect(first).toMatchObject({ code: 194, stderr: '' });
    expect(first.stdout).toMatch(/^plan: reboot likely for dbus 1\.1-1$/m);
    expect(first.stdout).toMatch(/^rustine: reboot-required true \(.*dbus 1\.1-1\)$/m);
    await patching.machine.shell('cat /proc/sys/kernel/random/uuid >/run/boot_id');
    const second = await patching.patch({ Operation: ['Install'], RebootOption: ['IfNeeded'] }, 'inv-2');
    expect(second).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('The machine was rebooted as asked'),
    });
    expect((await patching.machine.report('new-updates')).map((row) => row['name'])).toEqual(['alpha', 'dbus']);
  });
});
