import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { enterMachine } from './enter-machine.ts';
import { sweepLeftovers } from './leftovers.ts';
import { openMachinePark, whyNoMachines } from './open-machine-park.ts';

const missing = whyNoMachines();
if (missing !== undefined) console.log(`skipped: disposable machines with systemd: ${missing}`);

const hostBootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const cgroups = () =>
  ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'].flatMap((tree) =>
    existsSync(tree) ? readdirSync(tree).filter((name) => name.startsWith('rustine-')) : [],
  );

describe.skipIf(missing !== undefined)('disposable machines', { timeout: 300_000 }, () => {
  test('each start has a boot id of its own, whether the machine restarted, was switched off or lost its power', async () => {
    await using park = await openMachinePark();
    const machine = await park.startMachine({ name: 'one', root: 'current', diskMiB: 256 });
    await machine.shell('echo kept >/var/kept');
    await machine.run(['systemctl', 'reboot']);
    await machine.whenBooted(2);
    await machine.cutPower();
    expect(machine.isOn()).toBe(false);
    expect(await machine.run(['true'])).toMatchObject({ code: 99, stderr: 'one is off' });
    await machine.powerOn();
    await machine.powerOff();
    await machine.powerOn();
    expect(new Set([...machine.bootIds(), hostBootId()]).size).toBe(5);
    expect(await machine.shell('cat /proc/sys/kernel/random/boot_id /var/kept')).toBe(
      `${machine.bootIds().at(-1)}\nkept\n`,
    );
  });

  test('machines have services and network of their own, reach this one and nothing behind it', async () => {
    await using park = await openMachinePark();
    const [one, two] = await Promise.all(
      ['one', 'two'].map(async (name) => await park.startMachine({ name, root: 'current', diskMiB: 256 })),
    );
    await one!.shell('systemctl stop nginx redis-server');
    expect((await two!.run(['systemctl', 'is-active', 'nginx', 'redis-server'])).stdout).toBe('active\nactive\n');
    expect(await one!.shell('apt-get update 2>&1')).not.toMatch(/^[EW]:/m);
    expect(await one!.shell('apt list --upgradable 2>/dev/null')).toMatch(/^openssl\/\S*security/m);
    expect(await one!.shell(`awk '$2 == "00000000"' /proc/net/route`)).toBe('');
    await one!.plugNetwork(false);
    expect((await one!.run(['apt-get', '-o', 'Acquire::http::Timeout=1', 'update'])).stdout).toMatch(/^(Err|Ign):/m);
    await one!.plugNetwork(true);
    expect(await one!.shell('apt-get update 2>&1')).not.toMatch(/^[EW]:/m);
  });

  test('the guard refuses this machine, whatever process of it is taken for the disposable one', async () => {
    for (const pid of [process.pid, process.ppid]) {
      const ran = await enterMachine(pid, { name: hostname(), mark: 'abcdef', argv: ['touch', '/rustine-was-here'] });
      expect(ran).toMatchObject({ code: 99, stderr: expect.stringContaining('this is not the disposable machine') });
    }
    expect(existsSync('/rustine-was-here')).toBe(false);
  });

  test('what a killed owner leaves is removed by the next, and a living owner’s stays', async () => {
    await using living = await openMachinePark();
    const machine = await living.startMachine({ name: 'living', root: 'current', diskMiB: 256 });
    const script = `
      const { openMachinePark } = await import(${JSON.stringify(new URL('open-machine-park.ts', import.meta.url).href)});
      const park = await openMachinePark();
      await park.startMachine({ name: 'orphan', root: 'current', diskMiB: 256 });
      console.log(park.address, park.folder);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--conditions=@rustine/source', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(owner.stdout, 'data')) as [Buffer];
    const [address = '', folder = ''] = said.toString().trim().split(' ');
    const addresses = () => Object.values(networkInterfaces()).flatMap((all) => all?.map((each) => each.address) ?? []);
    expect(addresses()).toContain(address);
    const withOrphan = cgroups().length;
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await sweepLeftovers();
    expect(existsSync(folder)).toBe(false);
    expect(addresses()).not.toContain(address);
    expect(addresses()).toContain(living.address);
    expect(cgroups().length).toBeLessThan(withOrphan);
    expect(await machine.shell('hostname')).toBe('living\n');
  });
});
