import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createEnrollmentToken,
  getInstance,
  listPackageChanges,
  registerDocument,
  runCommand,
  unwrap,
  type RustineClient,
} from '@rustine/sdk';
import { openMachinePark, whyNoMachines, type Machine, type MachinePark } from '@rustine/testkit/machines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDeb } from '../../packages/documents/src/testing/build-deb.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { runCommand as runProgram } from './harness/run-command.ts';
import { waitUntil } from './harness/wait-until.ts';
import { openWishDoor, type WishDoor } from './harness/wish-updates.ts';

const reason = whyNoMachines();
if (reason !== undefined) console.log(`skipped: updates are held in disposable machines only, and ${reason}`);

let park: MachinePark;
let house: House;
let door: WishDoor;
let machine: Machine;
let client: RustineClient;
let instanceId: string;
let asFound: string;

const units = 'apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service';

/** All that says whether, and by what, the system updates itself. */
const look = async () =>
  await machine.shell(
    `systemctl show --property=Id,LoadState,ActiveState,UnitFileState ${units}
     find /etc/systemd/system -printf '%p %l\\n' | grep -v rustine-agent | sort; ls /etc/apt/apt.conf.d; apt-config dump | sort`,
  );
const held = async () =>
  await machine.shell(
    `for unit in ${units}; do echo "$unit $(systemctl is-active $unit) $(systemctl is-enabled $unit)"; done || true
     apt-config dump APT::Periodic::Enable`,
  );
const HELD = `${units
  .split(' ')
  .map((unit) => `${unit} inactive masked\n`)
  .join('')}APT::Periodic::Enable "0";\n`;

const told = async () => (await unwrap(getInstance({ client, path: { instanceId } }))).automaticUpdates;
const wish = async (wanted: 'HOLD' | 'LEAVE') => {
  door.wish = wanted;
  const state = wanted === 'HOLD' ? 'HELD' : 'LEFT';
  return await waitUntil(`the server is told ${state}`, async () => {
    const now = await told();
    return now?.state === state && now;
  });
};
const changesOf = async (name: string) =>
  (await unwrap(listPackageChanges({ client, query: { instanceId, search: name } }))).items;
const machineSeconds = async () => Number(await machine.shell('date +%s'));

beforeAll(async () => {
  if (reason !== undefined) return;
  park = await openMachinePark();
  house = await openHouse({ host: park.address });
  await house.startServer();
  door = await openWishDoor(house.url, park.address);
  client = await house.client();
  machine = await park.startMachine({ name: 'held', root: 'current' });
  // The recipe of the machines masks the timers, so that they do not update while a test looks.
  await machine.shell(
    `rm /etc/systemd/system/apt-daily.timer /etc/systemd/system/apt-daily-upgrade.timer; systemctl daemon-reload
     export DEBIAN_FRONTEND=noninteractive; apt-get update -q; apt-get install -q -y --no-install-recommends unattended-upgrades
     systemctl enable --quiet ${units}; systemctl start apt-daily.timer unattended-upgrades.service
     systemctl stop apt-daily-upgrade.timer`,
    { seconds: 300 },
  );
  asFound = await look();
  const built = await runProgram(['npm', 'run', '--silent', 'build:agent', '--', '--out', park.folder], { env: {} });
  if (built.code !== 0) throw new Error(built.stderr);
  await copyFile(built.stdout.trim(), join(machine.share, 'agent'));
  const { token } = await unwrap(createEnrollmentToken({ client, body: {} }));
  await writeFile(join(machine.share, 'token'), `${token}\n`, { mode: 0o600 });
  for (const version of ['1.0', '2.0']) buildDeb(machine.share, { name: 'rustine-probe', version });
  const out = await machine.shell(`/rustine/agent install --server ${door.url} --token-file /rustine/token`);
  instanceId = /as instance (?<id>\S+)\./.exec(out)?.groups?.['id'] ?? out;
}, 600_000);

afterAll(async () => {
  if (reason !== undefined) return;
  await door?.[Symbol.asyncDispose]();
  await house?.[Symbol.asyncDispose]();
  await park?.[Symbol.asyncDispose]();
});

describe.skipIf(reason !== undefined)('a Debian with its timers and unattended-upgrades', () => {
  it('is left alone while the server says so', async () => {
    expect(asFound).toMatch(/Id=apt-daily\.timer\nLoadState=loaded\nActiveState=active/);
    await waitUntil('the agent has told of it', async () => (await told())?.state === 'LEFT');
    expect(await look()).toBe(asFound);
  });

  it('has all of it off while it is held, and an update that had begun goes on', async () => {
    await machine.shell(
      `mkdir -p /run/systemd/system/apt-daily-upgrade.service.d
       printf '[Service]\\nExecStartPre=\\nExecStart=\\nExecStart=/bin/sh -c "while [ ! -e /rustine/release ]; do sleep 0.1; done; echo done >/rustine/finished"\\n' \\
         >/run/systemd/system/apt-daily-upgrade.service.d/slow.conf
       systemctl daemon-reload; systemctl start --no-block apt-daily-upgrade.service`,
    );
    const { message } = await wish('HOLD');
    expect(message).toContain('apt-daily.timer');
    expect(message).toContain('apt-daily-upgrade.service had begun before and is let finish.');
    expect(await held()).toBe(HELD);
    await writeFile(join(machine.share, 'release'), '');
    await waitUntil('the update has finished', async () => {
      const { stdout } = await machine.run(['cat', '/rustine/finished']);
      return stdout === 'done\n';
    });
    await waitUntil('no update is told of any more', async () => !(await told())?.message.includes('had begun'));
    expect(await machine.shell('systemctl list-units --failed --no-legend')).not.toContain('unattended');
  });

  it('is turned off again when somebody turns it on meanwhile', async () => {
    await machine.shell('systemctl unmask --quiet apt-daily.timer; systemctl start apt-daily.timer');
    const again = await waitUntil('it is off again', async () => {
      const now = await held();
      return now === HELD && now;
    });
    expect(again).toContain('apt-daily.timer inactive masked');
  });

  it('tells of a package that somebody installs by hand: when, which, and that it was not Rustine', async () => {
    expect(await changesOf('')).toEqual([]);
    const begun = await machineSeconds();
    await machine.shell('dpkg -i /rustine/rustine-probe_1.0_all.deb');
    const ended = await machineSeconds();
    const [change] = await waitUntil('the change is told', async () => {
      const found = await changesOf('rustine-probe');
      return found.length > 0 && found;
    });
    expect(change).toMatchObject({
      name: 'rustine-probe',
      architecture: 'all',
      action: 'INSTALLED',
      oldVersion: null,
      newVersion: '1.0',
      invocationId: null,
      displayName: 'held',
    });
    const seconds = Date.parse(change!.at) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(begun);
    expect(seconds).toBeLessThanOrEqual(ended);
  });

  it('tells of what a run of Rustine changes, and by which run', async () => {
    const content = JSON.stringify({
      schemaVersion: '2.2',
      description: 'Upgrades the probe.',
      mainSteps: [
        {
          action: 'aws:runShellScript',
          name: 'upgrade',
          inputs: { runCommand: ['dpkg -i /rustine/rustine-probe_2.0_all.deb'] },
        },
      ],
    });
    await unwrap(registerDocument({ client, body: { name: 'Upgrade', content } }));
    const { id } = await unwrap(runCommand({ client, body: { documentName: 'Upgrade', instanceIds: [instanceId] } }));
    const change = await waitUntil('the change is told with its run', async () => {
      const [newest] = await changesOf('rustine-probe');
      return newest?.newVersion === '2.0' && newest.invocationId !== null && newest;
    });
    expect(change).toMatchObject({ action: 'UPGRADED', oldVersion: '1.0' });
    const cli = await runProgram(['apps/cli/bin/rustine.mjs', 'instance', 'changes', 'held', '--since', '1h'], {
      env: { RUSTINE_URL: house.url, RUSTINE_TOKEN: await house.token() },
    });
    expect([cli.code, cli.stderr]).toEqual([0, '']);
    expect(cli.stdout).toContain('not by Rustine');
    expect(cli.stdout).toContain(change.invocationId!);
    expect(id).toMatch(/^wr-/);
  });

  it('stays held through kill -9, a reboot and a server that is away', async () => {
    await machine.plugNetwork(false);
    await machine.shell('systemctl kill --signal KILL rustine-agent');
    const boots = machine.bootIds().length;
    await machine.run(['systemctl', 'reboot']);
    await machine.whenBooted(boots + 1);
    await machine.shell('systemctl start rustine-agent; systemctl start timers.target');
    expect(await held()).toBe(HELD);
    await machine.plugNetwork(true);
    expect((await told())?.state).toBe('HELD');
  });

  it('gets all back exactly as it was when it is released', async () => {
    await wish('LEAVE');
    expect(await look()).toBe(asFound);
  });

  it('gets it back too when the agent is uninstalled in the midst of a hold', async () => {
    await wish('HOLD');
    expect(await held()).toBe(HELD);
    await machine.shell('rustine-agent uninstall --purge --yes');
    expect(await look()).toBe(asFound);
  });
});
