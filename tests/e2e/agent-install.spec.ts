import { appendFile, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createEnrollmentToken,
  getInstance,
  getWorkRequest,
  listInvocations,
  registerDocument,
  runCommand,
  unwrap,
} from '@rustine/sdk';
import { openMachinePark, whyNoMachines, type Machine, type MachinePark } from '@rustine/testkit/machines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse, type House } from './harness/open-house.ts';
import { runCommand as runProgram } from './harness/run-command.ts';
import { waitUntil } from './harness/wait-until.ts';

const reason = whyNoMachines();
if (reason !== undefined) console.log(`skipped: the agent is installed in disposable machines only, and ${reason}`);

let park: MachinePark;
let house: House;
let machine: Machine;
let instanceId: string;
let untouched: string[];

/** Everything of the machine's disk but what a running system and its package manager change by themselves. */
const FILES = `find / -xdev ! -type p \\( -path /rustine -o -path /proc -o -path /sys -o -path /dev -o -path /run \\
  -o -path /tmp -o -path /var/tmp -o -path /var/log -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/systemd \\
  -o -path /var/lib/redis \\) -prune -o -print | sort`;

const files = async () => (await machine.shell(FILES)).trim().split('\n');
const online = async () =>
  (await unwrap(getInstance({ client: await house.client(), path: { instanceId } }))).status === 'ONLINE';
const status = async () =>
  JSON.parse((await machine.run(['rustine-agent', 'status', '--output', 'json'])).stdout) as {
    enrolled: { instanceId: string } | null;
    service: { words: string };
    agent: { pid: number; linkOpenSince: string | null } | null;
    silence: string | null;
    lastContact: { at: string | null; from: string };
    work: { invocations: { id: string; state: string }[]; unsentEvents: number; from: string } | null;
  };
const linked = () => waitUntil('the link is open', async () => (await status()).agent?.linkOpenSince);

interface Found {
  readonly check: string;
  readonly verdict: string;
}

async function doctor(): Promise<{ code: number; problems: string[]; good: string[] }> {
  const { code, stdout } = await machine.run(['rustine-agent', 'doctor', '--output', 'json']);
  const found = JSON.parse(stdout) as Found[];
  const of = (verdict: string) => found.filter((each) => each.verdict === verdict).map(({ check }) => check);
  return { code, problems: of('problem'), good: of('good') };
}

async function start(documentName: string): Promise<string> {
  const client = await house.client();
  return (await unwrap(runCommand({ client, body: { documentName, instanceIds: [instanceId] } }))).id;
}

async function ended(workRequestId: string): Promise<string> {
  const client = await house.client();
  return waitUntil(
    `${workRequestId} has ended`,
    async () => {
      const { state } = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
      return ['SUCCEEDED', 'FAILED', 'CANCELED'].includes(state) && state;
    },
    { seconds: 180 },
  );
}

beforeAll(async () => {
  if (reason !== undefined) return;
  park = await openMachinePark();
  house = await openHouse({ host: park.address });
  await house.startServer();
  machine = await park.startMachine({ name: 'plain', root: 'current' });
  const built = await runProgram(['npm', 'run', '--silent', 'build:agent', '--', '--out', park.folder], { env: {} });
  if (built.code !== 0) throw new Error(built.stderr);
  await copyFile(built.stdout.trim(), join(machine.share, 'agent'));
  const client = await house.client();
  const { token } = await unwrap(createEnrollmentToken({ client, body: {} }));
  await writeFile(join(machine.share, 'token'), `${token}\n`, { mode: 0o600 });
  untouched = await files();
});

afterAll(async () => {
  if (reason !== undefined) return;
  await house[Symbol.asyncDispose]();
  await park[Symbol.asyncDispose]();
});

describe.skipIf(reason !== undefined)('the one-file agent in a Debian without Node', () => {
  it('says what is in the way of its installation', async () => {
    const install = ['/rustine/agent', 'install', '--server', house.url, '--token-file', '/rustine/token'] as const;
    const nobody = await machine.run(['setpriv', '--reuid', '65534', '--clear-groups', ...install.slice(0, 4)]);
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('Only root can do that')]);
    const unit = '/etc/systemd/system/rustine-agent.service';
    await machine.shell(`printf '[Service]\nExecStart=/bin/true\n' >${unit}`);
    const older = await machine.run(install);
    expect([older.code, older.stderr]).toEqual([
      1,
      expect.stringContaining(`${unit} was not written by this installer`),
    ]);
    await machine.shell(`rm ${unit}`);
    expect(await files()).toEqual(untouched);
  });

  it('changes nothing when its address or its token is wrong', async () => {
    const nowhere = await machine.run(['/rustine/agent', 'install', '--server', 'patch.example.com']);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('RUSTINE_URL')]);
    await writeFile(join(machine.share, 'wrong'), 'ret-wrong\n');
    const told = await machine.run([
      '/rustine/agent',
      'install',
      '--server',
      house.url,
      '--token-file',
      '/rustine/wrong',
    ]);
    expect(told.code).toBe(4);
    expect(told.stderr).toContain('ENROLLMENT_TOKEN_INVALID');
    expect(
      (await files()).filter((path) => !untouched.includes(path) && !path.startsWith('/var/lib/rustine-agent')),
    ).toEqual([]);
  });

  it('is installed as a service by one command, and a scan works', async () => {
    expect((await machine.run(['sh', '-c', 'command -v node'])).code).not.toBe(0);
    const out = await machine.shell(`/rustine/agent install --server ${house.url} --token-file /rustine/token`);
    instanceId = /as instance (?<id>\S+)\./.exec(out)?.groups?.['id'] ?? out;
    expect(await machine.shell('stat -c %a /etc/rustine/agent.env /var/lib/rustine-agent')).toBe('600\n700\n');
    expect(await machine.shell('systemctl is-active rustine-agent; systemctl is-enabled rustine-agent')).toBe(
      'active\nenabled\n',
    );
    expect((await status()).enrolled?.instanceId).toBe(instanceId);
    expect(await ended(await start('Rustine-ScanInstance'))).toBe('SUCCEEDED');
    expect(await machine.shell('/rustine/agent install')).toContain('Everything was in place.');
  });

  it('is found well by its doctor, which also tells the store that it published to', async () => {
    const { code, problems, good } = await doctor();
    expect({ code, problems }).toEqual({ code: 0, problems: [] });
    const ours = ['service', 'agent', 'journal', 'packages', 'name', 'connection', 'answer', 'clock', 'token', 'store'];
    expect(good).toEqual(expect.arrayContaining(ours));
  });

  it('tells nothing to who is not root, and says so', async () => {
    const asNobody = ['setpriv', '--reuid', '65534', '--clear-groups', 'rustine-agent'] as const;
    for (const verb of ['status', 'doctor', 'uninstall']) {
      const { code, stdout, stderr } = await machine.run([...asNobody, verb]);
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('Ask as root')]);
    }
  });

  it('takes the place of an older build while a run goes on, and the run ends well', async () => {
    const client = await house.client();
    // Ends at its first attempt only if it is not cut off; each attempt leaves a line.
    const content = JSON.stringify({
      schemaVersion: '2.2',
      description: 'Waits for its release.',
      mainSteps: [
        {
          action: 'aws:runShellScript',
          name: 'wait',
          inputs: {
            runCommand: ['echo begun >>/rustine/attempts', 'while [ ! -e /rustine/release ]; do sleep 0.1; done'],
          },
        },
      ],
    });
    await unwrap(registerDocument({ client, body: { name: 'Wait', content } }));
    const work = await start('Wait');
    await waitUntil('the run has begun', async () => (await machine.run(['cat', '/rustine/attempts'])).stdout !== '');
    const before = await status();
    expect(before.work?.invocations.map(({ state }) => state)).toContain('RUNNING');
    await copyFile(join(machine.share, 'agent'), join(machine.share, 'newer'));
    await appendFile(join(machine.share, 'newer'), 'newer');
    expect(await machine.shell('/rustine/newer install')).toContain('Wrote /usr/local/lib/rustine/rustine-agent');
    const after = await status();
    expect(after.agent?.pid).not.toBe(before.agent?.pid);
    expect(after.enrolled).toEqual(before.enrolled);
    await writeFile(join(machine.share, 'release'), '');
    expect(await ended(work)).toBe('SUCCEEDED');
    const { items } = await unwrap(listInvocations({ client, query: { workRequestId: work } }));
    expect(items.map(({ state }) => state)).toEqual(['SUCCEEDED']);
    expect(await machine.shell('cat /rustine/attempts')).toBe('begun\nbegun\n');
  });

  it('comes back by itself after kill -9', async () => {
    const { pid } = (await status()).agent ?? {};
    await machine.shell('systemctl kill --signal KILL rustine-agent');
    await waitUntil('another process runs', async () => {
      const { agent } = await status();
      return agent !== null && agent.pid !== pid;
    });
    await linked();
    expect((await status()).enrolled?.instanceId).toBe(instanceId);
  });

  it('comes back after a reboot as the same instance', async () => {
    const boots = machine.bootIds().length;
    await machine.run(['systemctl', 'reboot']);
    await machine.whenBooted(boots + 1);
    await linked();
    expect((await status()).enrolled?.instanceId).toBe(instanceId);
    await waitUntil('the instance is online', online);
    expect(await ended(await start('Rustine-ScanInstance'))).toBe('SUCCEEDED');
  });

  it('tells of a cut network, and of a past contact as past', async () => {
    await machine.plugNetwork(false);
    expect((await doctor()).problems).toContain('connection');
    await machine.shell('systemctl stop rustine-agent');
    expect(await status()).toMatchObject({
      agent: null,
      silence: 'does not run',
      lastContact: { at: expect.stringMatching(/^20/), from: 'note' },
      work: { from: 'journal' },
    });
    expect((await doctor()).problems).toEqual(expect.arrayContaining(['service', 'connection']));
    await machine.plugNetwork(true);
  });

  it('is prepared in the files of another system, to enrol when that starts', async () => {
    await machine.shell('mkdir -p /tmp/image/etc /tmp/image/usr');
    const root = '--root /tmp/image';
    await machine.shell(`/rustine/agent install ${root} --server ${house.url} --token-file /rustine/token`);
    const link = '/tmp/image/etc/systemd/system/multi-user.target.wants/rustine-agent.service';
    expect(await machine.shell(`readlink ${link}; stat -c %a /tmp/image/etc/rustine/enrollment-token`)).toBe(
      '/etc/systemd/system/rustine-agent.service\n600\n',
    );
    await machine.shell(`/rustine/agent uninstall ${root} --purge --yes`);
    expect(await machine.shell('find /tmp/image -type f -o -type l')).toBe('');
  });

  it('leaves nothing behind when it is purged', async () => {
    expect((await machine.run(['rustine-agent', 'uninstall', '--purge'])).code).toBe(2);
    await machine.shell('systemctl start rustine-agent');
    await machine.shell('rustine-agent uninstall --purge --yes');
    expect((await machine.run(['systemctl', 'status', 'rustine-agent'])).stderr).toContain('could not be found');
    expect(await files()).toEqual(untouched);
  });
});
