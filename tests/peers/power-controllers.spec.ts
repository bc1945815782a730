import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPowerBed, type PowerBed } from '../../apps/server/src/contexts/power/testing/power-bed.ts';
import { freePort } from '../e2e/harness/free-port.ts';
import { findProgram, findPythonPeer, isMissing } from './harness/find-peers.ts';
import { runTool } from './harness/run-tool.ts';
import { startPeer, type Peer } from './harness/start-peer.ts';

const sushy = findPythonPeer('sushy-emulator');
const [ipmiSim, ipmitool, virsh] = ['ipmi_sim', 'ipmitool', 'virsh'].map(findProgram);

const PASSWORD = 'correct-horse';
// The emulated hardware takes up to eleven seconds, and begins anew when it is told again a minute of ours later.
const pause = () => sleep(1_000);

let bed: PowerBed;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-controllers-'));
  bed = await openPowerBed();
  bed.secrets.set('/bmc/password', PASSWORD).set('/bmc/wrong', 'wrong');
});
beforeEach(() => void bed.told.splice(0));
afterAll(async () => {
  await bed[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Wakes the machine for a run and puts it back; what work was told of it. */
async function wholeRun(instanceId: string) {
  const invocationId = await bed.wake(instanceId);
  await bed.runJobs(pause);
  await bed.restore(instanceId, invocationId);
  await bed.runJobs(pause);
  return bed.told.map(({ outcome }) => outcome);
}
const wholeRunTold = [{ kind: 'RUNNING', startedByUs: true }, { kind: 'STOPPED' }];

describe.skipIf(isMissing({ 'sushy-emulator': sushy }, 'Redfish, at a controller that others wrote'))('Redfish', () => {
  const system = '27946b59-9e44-4fa7-8e91-f3527a1ef094';
  let settings: object;
  let server: Peer;
  beforeAll(async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    settings = {
      kind: 'redfish',
      url,
      username: 'patcher',
      passwordParameter: '/bmc/password',
      auth: 'BASIC',
      verifyTls: true,
    };
    server = await startPeer(sushy!, ['--fake', '-i', '127.0.0.1', '-p', String(port)], {
      ready: async () => (await fetch(`${url}/redfish/v1/Systems`)).ok,
      cwd: folder,
      // There it keeps what it emulates, also for its next start.
      env: { TMPDIR: folder },
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('starts a system for a run and shuts it down after it', async () => {
    const { instanceId } = await bed.bound(settings, system);
    expect(await wholeRun(instanceId)).toEqual(wholeRunTold);
  });

  it('fails with the words of the controller for a system that is not there', async () => {
    const { providerId } = await bed.bound(settings, 'nothing');
    const answer = await bed.ask('testPowerProvider', { params: { providerId }, body: { ref: 'nothing' } });
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('nothing was not found (HTTP 404)') });
  });
});

describe.skipIf(isMissing({ ipmi_sim: ipmiSim, ipmitool }, 'IPMI, at a controller that others wrote'))('IPMI', () => {
  let server: Peer;
  let ref: string;
  const settings = {
    kind: 'ipmi',
    username: 'patcher',
    passwordParameter: '/bmc/password',
    privilege: 'OPERATOR',
    cipherSuite: 3,
  };
  const power = async () => (await readFile(join(folder, 'power'), 'utf8')).trim();
  beforeAll(async () => {
    const port = await freePort();
    ref = `127.0.0.1:${port}`;
    await writeFile(join(folder, 'power'), '0\n');
    await mkdir(join(folder, 'state'));
    const chassis = join(folder, 'chassis');
    await writeFile(
      chassis,
      `#!/bin/sh
cd '${folder}'
case "$2 $3" in
'get power') echo "power:$(cat power)" ;;
'set power') echo "$4" >power ;;
'set shutdown') echo 0 >power ;;
esac
`,
    );
    await chmod(chassis, 0o755);
    const auths = ['callback', 'user', 'operator', 'admin'].map(
      (level) => `allowed_auths_${level} none md2 md5 straight`,
    );
    const lan = [
      'startlan 1',
      `addr 127.0.0.1 ${port}`,
      'priv_limit admin',
      ...auths,
      `guid ${'a1'.repeat(16)}`,
      'endlan',
    ];
    const user = `user 2 true "patcher" "${PASSWORD}" admin 10 none md2 md5 straight`;
    const config = ['name "bmc"', 'set_working_mc 0x20', ...lan, `chassis_control "${chassis} 0x20"`, user, ''];
    await writeFile(join(folder, 'lan.conf'), config.join('\n'));
    const commands = [
      'mc_setbmc 0x20',
      'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr',
      'mc_enable 0x20',
      '',
    ];
    await writeFile(join(folder, 'sim.emu'), commands.join('\n'));
    const args = ['-n', '-c', join(folder, 'lan.conf'), '-f', join(folder, 'sim.emu'), '-s', join(folder, 'state')];
    const ask = [
      '-I',
      'lanplus',
      '-H',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'patcher',
      '-E',
      '-C',
      '3',
      'chassis',
      'power',
      'status',
    ];
    server = await startPeer(ipmiSim!, args, {
      ready: async () => (await runTool(ipmitool!, ask, { env: { IPMI_PASSWORD: PASSWORD } })).code === 0,
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('starts a machine for a run and shuts it down after it', async () => {
    const { instanceId } = await bed.bound(settings, ref);
    expect(await wholeRun(instanceId)).toEqual(wholeRunTold);
    expect(await power()).toBe('0');
  });

  it('says that the controller let nobody in, and not with which password', async () => {
    const { providerId } = await bed.bound({ ...settings, passwordParameter: '/bmc/wrong' }, ref);
    const answer = await bed.ask('testPowerProvider', { params: { providerId }, body: { ref } });
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('Unable to establish IPMI v2') });
  });
});

describe.skipIf(isMissing({ virsh }, "libvirt's own virsh"))('libvirt', () => {
  const settings = { kind: 'libvirt', uri: 'test:///default' };

  it('says that a domain runs, and finds it running at a start', async () => {
    const { instanceId } = await bed.bound(settings, 'test');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: { kind: 'RUNNING', startedByUs: false } }]);
    await bed.ask('startInstance', { params: { instanceId } });
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: false, reason: '' });
    // Every virsh has a hypervisor of its own there, so nothing that is changed lasts.
    await bed.ask('stopInstance', { params: { instanceId } });
    const shown = await bed.ask('getInstancePower', { params: { instanceId }, query: { refresh: true } });
    expect(shown.binding).toMatchObject({ state: 'RUNNING', message: '' });
  });

  it('fails at once for a domain that is not there, with the words of libvirt', async () => {
    const { instanceId } = await bed.bound(settings, 'nothing');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const message = expect.stringContaining("failed to get domain 'nothing'");
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: { kind: 'FAILED', message } }]);
  });
});
