import { whyNoMachines } from '@rustine/testkit/machines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLab, type Lab, type LabMachine } from '../../tools/lab/open-lab.ts';
import { patchFleet, type Judged } from '../../tools/lab/patch-fleet.ts';

const missing = whyNoMachines();
if (missing !== undefined) console.log(`skipped: no fleet is patched for real: ${missing}`);

const unwatched = {
  phase: () => undefined,
  onFeed: () => undefined,
  scanned: () => undefined,
  planned: () => undefined,
};

let lab: Lab;
let machines: LabMachine[];
let results: Judged[];

beforeAll(async () => {
  if (missing !== undefined) return;
  lab = await openLab(() => undefined);
  machines = await Promise.all([lab.enrol({ name: 'web', root: 'current' }), lab.enrol({ name: 'old', root: 'aged' })]);
  results = await patchFleet(lab, machines, { include: ['openssl', 'libssl3', 'libc6', 'libc-bin'], watch: unwatched });
}, 600_000);

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

describe.skipIf(missing !== undefined)('a fleet of real machines', () => {
  it('is patched as the server tells it, by the machines’ own word', () => {
    expect(results.map(({ account, faults }) => [account.name, account.state, faults])).toEqual([
      ['web', 'SUCCEEDED', []],
      ['old', 'SUCCEEDED', []],
    ]);
  });

  it('had security updates pending, and has those of the plan no more', () => {
    for (const { account } of results) {
      const names = account.changes.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['libssl3', 'openssl']));
      expect(account.before.security - account.after.security).toBeGreaterThanOrEqual(2);
      expect(account.before.updates - account.after.updates).toBe(account.plan.changes.length);
    }
  });

  it('restarts services that run a replaced library, and reboots only where more than a service has to start anew', () => {
    const [web, old] = results.map(({ account }) => account);
    if (old?.plan.changes.some((line) => line.startsWith('upgrade libc6 ')) !== true) {
      console.log('skipped: no reboot is seen, because the archive has no older C library to begin with');
      return;
    }
    expect(web).toMatchObject({
      plan: { rebootLikely: false },
      reboot: null,
      restarted: expect.arrayContaining(['nginx.service', 'redis-server.service']),
    });
    expect(machines[0]!.machine.bootIds()).toHaveLength(1);
    expect(old).toMatchObject({ plan: { rebootLikely: true } });
    expect(machines[1]!.machine.bootIds()).toEqual([old.reboot?.before, old.reboot?.after]);
  });
});
