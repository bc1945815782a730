import { DescribeInstancesCommand, EC2Client, RunInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPowerBed, type PowerBed } from '../../apps/server/src/contexts/power/testing/power-bed.ts';
import { freePort } from '../e2e/harness/free-port.ts';
import { findPythonPeer, isMissing } from './harness/find-peers.ts';
import { startPeer, type Peer } from './harness/start-peer.ts';

const moto = findPythonPeer('moto_server');
const skip = isMissing({ moto_server: moto }, 'EC2 instances, at an API that others wrote');

const region = 'eu-west-3';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

describe.skipIf(skip)('an instance of EC2', () => {
  let server: Peer;
  let bed: PowerBed;
  let ec2: EC2Client;
  let settings: object;

  beforeAll(async () => {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    server = await startPeer(moto!, ['-H', '127.0.0.1', '-p', String(port)], {
      ready: async () => (await fetch(`${endpoint}/moto-api/`)).ok,
    });
    ec2 = new EC2Client({ region, endpoint, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET } });
    settings = { kind: 'ec2', region, endpoint, accessKeyIdParameter: '/ec2/id', secretAccessKeyParameter: '/ec2/key' };
    bed = await openPowerBed();
    bed.secrets.set('/ec2/id', 'AKIDEXAMPLE').set('/ec2/key', SECRET);
  });
  beforeEach(() => void bed.told.splice(0));
  afterAll(async () => {
    ec2.destroy();
    await bed[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const look = async (id: string) => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const { State, LaunchTime } = Reservations![0]!.Instances![0]!;
    return { state: State!.Name, launched: LaunchTime!.getTime() };
  };
  const runInstance = async (state: 'running' | 'stopped') => {
    const wanted = { ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' } as const;
    const { Instances } = await ec2.send(new RunInstancesCommand(wanted));
    const id = Instances![0]!.InstanceId!;
    if (state === 'stopped') await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    return { id, ...(await bed.bound(settings, id)) };
  };

  it('is started for a run and stopped after it, though every job runs twice', async () => {
    const { id, instanceId } = await runInstance('stopped');
    const invocationId = await bed.wake(instanceId);
    const sessionId = await bed.openSessionId(instanceId);
    await Promise.all([bed.run(sessionId), bed.run(sessionId)]);
    await bed.runJobs();
    await bed.run(sessionId);
    const outcome = { kind: 'RUNNING', startedByUs: true };
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome }]);
    expect((await look(id)).state).toBe('running');
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: true, reason: '' });
    await bed.run(sessionId);
    await bed.run(sessionId);
    await bed.runJobs();
    expect(bed.told.slice(1)).toEqual([{ about: 'restore', invocationId, outcome: { kind: 'STOPPED' } }]);
    expect((await look(id)).state).toBe('stopped');
  });

  it('that runs is neither started nor stopped', async () => {
    const { id, instanceId } = await runInstance('running');
    const before = await look(id);
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: { kind: 'RUNNING', startedByUs: false } }]);
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: false, reason: '' });
    await bed.runJobs();
    expect(await look(id)).toEqual(before);
  });

  it('that somebody stopped during the run is put back without another call', async () => {
    const { id, instanceId } = await runInstance('stopped');
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    bed.passTime(3600);
    expect(await bed.restore(instanceId, invocationId)).toEqual({ restore: true, reason: '' });
    await bed.runJobs();
    expect(bed.told[1]).toEqual({ about: 'restore', invocationId, outcome: { kind: 'STOPPED' } });
  });

  it('that is not there fails at once, with the words of EC2 and no secret in them', async () => {
    const id = 'i-0123456789abcdef0';
    const { instanceId, providerId } = await bed.bound(settings, id);
    const invocationId = await bed.wake(instanceId);
    await bed.runJobs();
    const message = expect.stringMatching(/The instance ID 'i-0123456789abcdef0' does not exist.*NotFound/);
    expect(bed.told).toEqual([{ about: 'wake', invocationId, outcome: { kind: 'FAILED', message } }]);
    expect(JSON.stringify(bed.told)).not.toContain(SECRET);
    const answer = await bed.ask('testPowerProvider', { params: { providerId }, body: { ref: id } });
    expect(answer).toMatchObject({ ok: false, message });
  });

  it('is shown STOPPED when EC2 says so and its agent is silent', async () => {
    const { instanceId } = await runInstance('stopped');
    await bed.ask('refreshPower');
    const shown = await bed.fleet.handlers.getInstance({ params: { instanceId } } as never);
    expect(shown.status).toBe('STOPPED');
  });
});
