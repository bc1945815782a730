import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { findArchive } from './testing/debian-tarball.ts';
import { prepareBase, whyNoMachines, type Machine } from './testing/make-machine.ts';
import { allReports, preparePatching } from './testing/prepare-patching.ts';

const one = (name: string) => ({ name, version: '1.0' });
const two = (name: string) => ({ name, version: '1.1' });
const pair = { installed: ['alpha', 'dbus'].map(one), security: ['alpha', 'dbus'].map(two) };

/** As after a restart: another boot id, and nothing of the run lives on. */
async function restart(machine: Machine): Promise<void> {
  await machine.shell('cat /proc/sys/kernel/random/uuid >/run/boot_id');
}

describe.skipIf(whyNoMachines() !== undefined)('after the install', { timeout: 180_000 }, () => {
  beforeAll(() => void prepareBase(), 300_000);

  test('a reboot is asked for where evidence says so, and the run after it tells the whole story', async () => {
    await using patching = await preparePatching(pair);
    const { machine } = patching;
    const request = { Operation: ['Install'], RebootOption: ['IfNeeded'] };
    const first = await machine.patch(request);
    expect(first).toMatchObject({ code: 194, stderr: '' });
    expect(first.stdout).toMatch(/^rustine: reboot-required true \(replaced in this run: dbus 1\.1\)$/m);
    // The agent was killed before it noted the exit code: the machine is still the same.
    expect(await machine.patch(request)).toMatchObject({
      code: 194,
      stdout: expect.stringContaining('has not happened yet'),
    });
    await restart(machine);
    const second = await machine.patch(request);
    expect(second).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('The machine was rebooted as asked'),
    });
    expect(second.stdout).toMatch(/^rustine: reboot-required false/m);
    expect((await machine.report('new-updates')).map((row) => `${row['name']} ${row['new_version']}`)).toEqual([
      'alpha 1.1',
      'dbus 1.1',
    ]);
    expect((await machine.report('updates-before')).find((row) => row['name'] === 'alpha')?.['version']).toBe('1.0');
    expect(new Set(await patching.validReports())).toEqual(new Set(allReports));
  });

  test('a reboot that never comes is not asked for without end', async () => {
    await using patching = await preparePatching(pair);
    const request = { Operation: ['Install'], RebootOption: ['Always'], Include: ['alpha'] };
    const codes = [];
    for (const _ of [1, 2, 3]) codes.push((await patching.machine.patch(request)).code);
    const last = await patching.machine.patch(request);
    expect([...codes, last.code]).toEqual([194, 194, 194, 1]);
    expect(last.stderr).toMatch(/^rustine: error: REBOOT_NOT_DONE: /m);
  });

  test('no reboot is asked for when none is needed, when it is forbidden, or when something failed', async () => {
    await using patching = await preparePatching(pair);
    const { machine } = patching;
    expect(
      (await machine.patch({ Operation: ['Install'], RebootOption: ['IfNeeded'], Include: ['alpha'] }, 'inv-1')).code,
    ).toBe(0);
    const missing = await machine.patch(
      { Operation: ['Install'], RebootOption: ['Always'], Packages: ['dbus', 'nowhere'] },
      'inv-2',
    );
    expect(missing.code).toBe(1);
    expect(missing.stdout).toMatch(/^rustine: reboot-required true/m);
  });

  test('a run that was killed half way goes on by the same plan, and reports its first part too', async () => {
    await using patching = await preparePatching({
      installed: ['alpha', 'beta'].map(one),
      security: [
        two('alpha'),
        {
          ...two('beta'),
          control: { preinst: '[ -e /run/continue ] && exit 0; kill -9 $(cat /run/patch.pid); kill -9 $PPID' },
        },
      ],
    });
    const { machine } = patching;
    const dry = await machine.patch({ Operation: ['DryRun'] });
    const hash = /^rustine: plan ([0-9a-f]{64})$/m.exec(dry.stdout)?.[1] ?? '';
    const request = { Operation: ['Install'], PlanHash: [hash] };
    expect((await machine.patch(request)).code).not.toBe(0);
    expect((await patching.versions('alpha', 'beta')).map((version) => version.slice(-3))).toEqual(['1.1', '1.0']);
    await machine.shell('touch /run/continue');
    const second = await machine.patch(request);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.versions('alpha', 'beta')).toEqual(['ii 1.1', 'ii 1.1']);
    expect((await machine.report('new-updates')).map((row) => row['name'])).toEqual(['alpha', 'beta']);
  });

  test('a process that still runs a replaced file is named where nothing can restart it', async () => {
    const daemon = (version: string) => ({
      name: 'alpha',
      version,
      files: { 'usr/bin/alphad': Buffer.concat([readFileSync('/bin/sleep'), Buffer.from(version)]) },
    });
    await using patching = await preparePatching({ installed: [daemon('1.0')], security: [daemon('1.1')] });
    await patching.machine.shell(
      'alphad 600 >/dev/null 2>&1 & RUSTINE_INVOCATION_ID=inv-1 alphad 601 >/dev/null 2>&1 &',
    );
    const run = await patching.machine.patch({ Operation: ['Install'] }, 'inv-1');
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^Still runs replaced files: process \d+ \(alphad\), \/usr\/bin\/alphad$/m);
    // The other one belongs to this very run, as its own scripts do, which end with it.
    expect(run.stdout.match(/^Still runs/gm)).toHaveLength(1);
  });

  test('pending security updates of Debian itself are installed', async () => {
    const security = findArchive('Debian-Security');
    if (security === undefined) throw new Error('no source of this machine is Debian’s security archive');
    await using patching = await preparePatching({});
    const { machine } = patching;
    await machine.shell(
      `echo 'deb ${security.uri} ${security.codename} main' >/etc/apt/sources.list; apt-get -qq update`,
    );
    const pending = (
      await machine.shell(
        "apt-get -s dist-upgrade | sed -n 's/^Inst \\([^ ]*\\) \\[.* (\\([^ ]*\\) .*/\\1 \\2/p' | sort",
      )
    ).stdout
      .trim()
      .split('\n');
    expect(pending[0]).not.toBe('');
    const run = await machine.patch({ Operation: ['Install'], UpdateTypes: ['Security'] });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const changed = await machine.report('new-updates');
    expect(
      changed
        .filter((row) => row['action'] === 'UPGRADE')
        .map((row) => `${row['name']} ${row['new_version']}`)
        .toSorted(),
    ).toEqual(pending.map((line) => line.replace(/:\w+ /, ' ')).toSorted());
    expect(changed.every((row) => row['update_type'] === 'SECURITY')).toBe(true);
    expect(await machine.report('available-updates')).toEqual([]);
    expect(new Set(await patching.validReports())).toEqual(new Set(allReports));
  });
});
