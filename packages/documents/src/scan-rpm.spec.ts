import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareBase } from './testing/make-machine.ts';
import { prepareRpmPatching, whyNoRpmMachines, type RpmPatching } from './testing/prepare-rpm-patching.ts';

const missing = whyNoRpmMachines();
if (missing !== undefined) console.log(`scans with dnf and zypper are not tested: ${missing}`);

describe.skipIf(missing !== undefined).each(['dnf', 'zypper'] as const)('%s', { timeout: 180_000 }, (manager) => {
  let patching: RpmPatching;
  const scan = (document = 'Rustine-ScanInstance') => patching.machine.run(document, {});
  beforeAll(async () => {
    prepareBase('rpm');
    patching = await prepareRpmPatching(manager);
    await patching.reset([
      { name: 'alpha', version: '1.0' },
      { name: 'beta', version: '1.0', preamble: ['Epoch: 2'] },
      { name: 'gamma', version: '1.0' },
      { name: 'glibc', version: '1.0' },
    ]);
    patching.offer(
      [
        { name: 'alpha', version: '1.2' },
        { name: 'beta', version: '1.1', preamble: ['Epoch: 2'] },
        { name: 'gamma', version: '1.1', preamble: ['Requires: nowhere-to-be-found'] },
        { name: 'glibc', version: '1.1' },
      ],
      [
        { id: 'ADV-1', type: 'security', severity: 'Moderate', cves: ['CVE-2026-1001'], packages: { alpha: '1.1' } },
        {
          id: 'ADV-2',
          type: 'security',
          severity: 'Critical',
          cves: ['CVE-2026-1002'],
          packages: { alpha: '1.2', glibc: '1.1' },
        },
        { id: 'ADV-3', type: 'enhancement', packages: { gamma: '1.1' } },
      ],
    );
  }, 300_000);
  afterAll(() => patching[Symbol.asyncDispose]());

  test('the figures are those of the package manager itself, with types, severities, advisories and CVEs; nothing is changed', async () => {
    const { machine } = patching;
    const before = await patching.listing();
    const run = await scan();
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await patching.listing()).toBe(before);
    expect(await patching.validReports()).toEqual(['updates-before', 'software-inventory', 'available-updates']);
    const updates = await machine.report('available-updates');
    expect(updates).toMatchObject([
      {
        name: 'alpha',
        architecture: 'noarch',
        installed_version: '1.0-1',
        available_version: '1.2-1',
        update_type: 'SECURITY',
        severity: 'Critical',
        repository: 'updates',
        reboot_suggested: 'false',
        // Whether the older advisory counts too is for the package manager to say, whose word comes below.
        advisory: expect.stringContaining('ADV-2'),
        cves: expect.stringContaining('CVE-2026-1002'),
      },
      { name: 'beta', installed_version: '2:1.0-1', available_version: '2:1.1-1', update_type: 'OTHER', severity: '' },
      { name: 'gamma', update_type: 'ENHANCEMENT', advisory: 'ADV-3', cves: '' },
      { name: 'glibc', update_type: 'SECURITY', advisory: 'ADV-2', cves: 'CVE-2026-1002', reboot_suggested: 'true' },
    ]);

    // The words of the package manager, read another way.
    const own = await machine.shell(
      manager === 'dnf'
        ? "dnf -q --refresh check-update | awk 'NF == 3 { print $1, $2 }'; dnf -q updateinfo list --updates --security | awk '{ print $1, $3 }'"
        : "zypper -q refresh; zypper -q list-updates --all | awk -F ' *[|] *' '$1 ~ /^v/ { sub(/ *$/, \"\", $6); print $3 \".\" $6, $5 }'; zypper -q list-patches --category security | awk -F ' *[|] *' '/ADV/ { print $2 }'",
    );
    const lines = own.stdout.trim().split('\n');
    const offered = lines.filter((line) => !line.startsWith('ADV-'));
    expect(offered.toSorted()).toEqual(
      updates.map((row) => `${row['name']}.${row['architecture']} ${row['available_version']}`),
    );
    const security = new Set(lines.filter((line) => line.startsWith('ADV-')).map((line) => line.split(' ')[0]));
    const told = updates
      .filter((row) => row['update_type'] === 'SECURITY')
      .flatMap((row) => row['advisory']?.split(' ') ?? []);
    expect(new Set(told)).toEqual(security);
    expect(run.stdout).toContain('4 updates available, 2 of them security\n');
  });

  test('an ordinary user with the shell and the tools of busybox sees the same', async () => {
    const { machine } = patching;
    await scan();
    const asRoot = await machine.report('available-updates');
    const busybox = ['/usr/bin/busybox', '/bin/busybox'].find((file) => existsSync(file));
    if (busybox === undefined) console.log('the scan is not run by busybox, which is not here');
    else copyFileSync(busybox, join(machine.share, 'busybox'));
    const applets = 'awk sed sort tr cut grep head tail stat find xargs cat cp mv rm mkdir ls date id uname sleep';
    await machine.shell(
      `chmod 755 /rustine; rm -rf /rustine/own /rustine/tools; mkdir -m 777 /rustine/own; mkdir /rustine/tools; [ ! -e /rustine/busybox ] || for tool in ${applets}; do ln -s /rustine/busybox /rustine/tools/$tool; done`,
    );
    const shell = busybox === undefined ? 'sh' : '/rustine/busybox sh';
    const run = await machine.shell(
      `cd /; exec setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH=/rustine/tools:/usr/bin:/bin HOME=/ RUSTINE_REPORT_DIR=/rustine/own/reports RUSTINE_STATE_DIR=/rustine/own/state RUSTINE_INVOCATION_ID=inv-1 RUSTINE_INSTANCE_ID=mi-1 RUSTINE_HOSTNAME=machine ${shell} /rustine/patch.sh`,
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const rows = await machine.shell('cut -d , -f 6- /rustine/own/reports/available-updates.csv');
    const expected = asRoot.map((row) => Object.values(row).slice(5).join(','));
    expect(rows.stdout.split('\r\n').slice(1, -1)).toEqual(expected);
  });

  test('an inventory asks no repository and lists what rpm lists', async () => {
    const { machine } = patching;
    await machine.shell('rm -rf /rustine/reports /rustine/state');
    const run = await scan('Rustine-CollectInventory');
    expect(run).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('5 packages installed') });
    expect(await patching.validReports()).toEqual(['updates-before', 'software-inventory']);
    const software = await machine.report('software-inventory');
    const rpm = await machine.shell(
      "rpm -qa --qf '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{VENDOR}\\n' | sort",
    );
    expect(
      software.map((row) => `${row['name']} ${row['version']} ${row['architecture']} ${row['publisher']}`),
    ).toEqual(rpm.stdout.trim().split('\n'));
    expect(software[0]).toMatchObject({ source: 'rpm', installed_at: expect.stringMatching(/^20.*Z$/) });
    expect((await machine.report('updates-before'))[0]).toMatchObject({ name: 'alpha', source: 'alpha' });
    expect((await machine.shell('ls /rustine/state')).stdout).toBe('');
  });
});
