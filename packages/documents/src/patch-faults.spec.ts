import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareBase, whyNoMachines } from './testing/make-machine.ts';
import { allReports, preparePatching } from './testing/prepare-patching.ts';

const one = (name: string) => ({ name, version: '1.0' });
const two = (name: string) => ({ name, version: '1.1' });
const failing = { ...two('beta'), control: { postinst: 'echo "beta: no frobnicator here" >&2; exit 3' } };
const pair = { installed: ['alpha', 'beta'].map(one), security: ['alpha', 'beta'].map(two) };

describe.skipIf(whyNoMachines() !== undefined)('a fault', { timeout: 120_000 }, () => {
  beforeAll(() => void prepareBase(), 300_000);

  test('a failing maintainer script fails the run in its own words; what needs it fails too, the others are installed', async () => {
    await using patching = await preparePatching({
      installed: ['alpha', 'beta'].map(one),
      security: [two('alpha'), failing, { ...one('needs-beta'), fields: { Depends: 'beta (>= 1.1)' } }],
    });
    const { machine } = patching;
    const run = await machine.patch({ Operation: ['Install'], Packages: ['alpha', 'beta', 'needs-beta'] });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^rustine: error: UPDATES_FAILED: beta 1\.1 \(MAINTAINER_SCRIPT: /m);
    expect(await patching.versions('alpha', 'beta', 'needs-beta')).toEqual(['ii 1.1', 'iF 1.1', 'iU 1.0']);
    expect(new Set(await patching.validReports())).toEqual(new Set(allReports));
    expect(await machine.report('failed-updates')).toMatchObject([
      {
        name: 'beta',
        architecture: 'all',
        target_version: '1.1',
        update_type: 'SECURITY',
        error_code: 'MAINTAINER_SCRIPT',
        error_message:
          'installed beta package post-installation script subprocess returned error exit status 3; before that: beta: no frobnicator here',
      },
      { name: 'needs-beta', error_code: 'NOT_CONFIGURED', error_message: expect.stringContaining('beta') },
    ]);
    // The next run repairs what it can, fails again by evidence while it cannot, and succeeds once the cause is gone.
    const again = await machine.patch({ Operation: ['Install'] }, 'inv-2');
    expect(again.stdout).toContain('dpkg --configure -a');
    expect(again.stderr).toMatch(/MAINTAINER_SCRIPT/);
    await machine.shell('printf "#!/bin/sh\\n" >/var/lib/dpkg/info/beta.postinst');
    expect(await machine.patch({ Operation: ['Install'] }, 'inv-3')).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('beta', 'needs-beta')).toEqual(['ii 1.1', 'ii 1.0']);
  });

  test('a held package is named as held and fails the run, unless it is excluded', async () => {
    await using patching = await preparePatching(pair);
    const { machine } = patching;
    await machine.shell('apt-mark hold beta');
    const run = await machine.patch({ Operation: ['Install'] }, 'inv-1');
    expect(run.stdout).toContain('plan: hold beta all 1.0 1.1\n');
    expect(run.stderr).toMatch(/^rustine: error: HELD: beta 1\.1 /m);
    expect(await machine.report('failed-updates')).toMatchObject([{ name: 'beta', error_code: 'HELD' }]);
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.1', 'hi 1.0']);
    expect((await machine.patch({ Operation: ['Install'], Exclude: ['beta'] }, 'inv-2')).code).toBe(0);
  });

  test.each([
    ['is missing', 'DOWNLOAD_FAILED', '404'],
    ['has other contents', 'HASH_MISMATCH', 'Hash Sum mismatch'],
  ])('a package whose file %s fails as %s in apt’s words, and the others are installed', async (fault, code, words) => {
    await using patching = await preparePatching(pair);
    const file = join(patching.repositories.folderOf('security'), 'beta_1.1_all.deb');
    if (fault === 'is missing') rmSync(file);
    else writeFileSync(file, Buffer.alloc(2048, 'x'), { flag: 'r+' });
    const run = await patching.machine.patch({ Operation: ['Install'] });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('it is tried once more');
    expect(run.stderr).toContain(`rustine: error: ${code}: beta 1.1 (`);
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.1', 'ii 1.0']);
    expect(await patching.machine.report('failed-updates')).toMatchObject([
      { name: 'beta', target_version: '1.1', error_code: code, error_message: expect.stringContaining(words) },
    ]);
  });

  test('a source that cannot be read fails the run before anything is installed', async () => {
    await using patching = await preparePatching(pair);
    writeFileSync(join(patching.repositories.folderOf('security'), 'Packages'), 'Package: alpha\nVersion: 9\n');
    const run = await patching.machine.patch({ Operation: ['Install'] });
    expect(run.stderr).toMatch(/^rustine: error: (SOURCE_FAILED|APT_FAILED): /m);
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.0', 'ii 1.0']);
  });

  test.each(['/var/lib/dpkg/lock-frontend', '/var/lib/apt/lists/lock'])(
    'while %s is held the run waits, then fails and names the holder',
    async (lock) => {
      await using patching = await preparePatching(pair);
      const { machine } = patching;
      const program = `use Fcntl; open(my $f, ">", "${lock}") or die; my $l = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl($f, F_SETLK, $l) or die; open(my $r, ">", "/run/held"); close($r); sleep 600`;
      writeFileSync(join(machine.share, 'hold.pl'), program);
      await machine.shell('perl /rustine/hold.pl >/dev/null 2>&1 & while ! [ -e /run/held ] && kill -0 $!; do :; done');
      const run = await machine.patch({ Operation: ['Install'], lockWaitSeconds: ['1'] });
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(
        new RegExp(`^rustine: error: LOCK_HELD: .*perl.* holds ${lock}; waited 1 seconds`, 'm'),
      );
      expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.0', 'ii 1.0']);
    },
  );

  test('a disk too small for the plan is found before anything is installed', async () => {
    await using patching = await preparePatching(pair);
    await patching.machine.shell(
      'mount -t tmpfs -o size=40k tmpfs /var/cache/apt/archives; mkdir /var/cache/apt/archives/partial; head -c 40k /dev/zero >/var/cache/apt/archives/filler',
    );
    const run = await patching.machine.patch({ Operation: ['Install'] });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^rustine: error: DISK_FULL: \d+ KiB are needed .*; nothing was installed$/m);
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.0', 'ii 1.0']);
  });

  test('a disk that fills up while dpkg unpacks fails as DISK_FULL, and the old version stays usable', async () => {
    const big = { ...two('beta'), files: { 'opt/beta/data': Buffer.alloc(1024 * 1024, 'x') } };
    await using patching = await preparePatching({ installed: pair.installed, security: [big] });
    await patching.machine.shell('mount -t tmpfs -o size=64k tmpfs /opt');
    const run = await patching.machine.patch({ Operation: ['Install'] });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^rustine: error: DISK_FULL: beta 1\.1 \(DISK_FULL: .*No space left on device/m);
    expect(await patching.versions('beta')).toEqual(['ii 1.0']);
    expect(new Set(await patching.validReports())).toEqual(new Set(allReports));
  });

  test('what an earlier crash left half done is finished first, and said', async () => {
    const halting = { ...two('alpha'), control: { postinst: '[ -e /run/continue ] || kill -9 $PPID; exit 0' } };
    await using patching = await preparePatching({ installed: pair.installed, security: [halting, two('beta')] });
    const { machine } = patching;
    await machine.shell('apt-get -qq update; apt-get -qq -y install alpha; touch /run/continue');
    const [state] = await patching.versions('alpha');
    expect(state).not.toMatch(/^ii/);
    const run = await machine.patch({ Operation: ['Install'] });
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('dpkg --configure -a') });
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.1', 'ii 1.1']);
  });
});
