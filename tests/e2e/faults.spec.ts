import {
  getInvocation,
  listInvocations,
  listReports,
  listWorkLog,
  registerDocument,
  runCommand,
  unwrap,
  type InvocationDetail,
} from '@rustine/sdk';
import { whyNoMachines, type Machine } from '@rustine/testkit/machines';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLab, type Lab } from '../../tools/lab/open-lab.ts';
import { gatedPackages, installGated, offerGated } from './harness/gated-update.ts';
import { waitUntil } from './harness/wait-until.ts';

const missing = whyNoMachines();
if (missing !== undefined) console.log(`skipped: no real machine is made to fail: ${missing}`);

let lab: Lab;
let machine: Machine;
let instanceId: string;

beforeAll(async () => {
  if (missing !== undefined) return;
  lab = await openLab(() => undefined);
  ({ machine, instanceId } = await lab.enrol({ name: 'faulty', root: 'current', diskMiB: 512 }));
  await installGated(machine);
}, 600_000);

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

interface Asked {
  readonly documentName: string;
  readonly parameters?: Record<string, string[]>;
  readonly deliverySeconds?: number;
}

async function start(asked: Asked): Promise<string> {
  const { client } = lab;
  const { id } = await unwrap(runCommand({ client, body: { instanceIds: [instanceId], ...asked } }));
  const { items } = await unwrap(listInvocations({ client, query: { workRequestId: id } }));
  return items[0]!.id;
}

const startPatch = async () =>
  await start({ documentName: 'Rustine-PatchInstance', parameters: { Operation: ['Install'] } });
const find = async (invocationId: string) =>
  await unwrap(getInvocation({ client: lab.client, path: { invocationId } }));
const outputOf = ({ steps }: InvocationDetail) => steps.map(({ stdout }) => `${stdout.head}${stdout.tail}`).join('');

/** What was told of the step so far, which is how a person sees from outside where it stands. */
const told = async (invocationId: string, words: RegExp) =>
  await waitUntil(`it tells ${words.source}`, async () => words.test(outputOf(await find(invocationId))), {
    seconds: 120,
  });

async function ended(invocationId: string): Promise<InvocationDetail> {
  return await waitUntil(
    'the invocation has ended',
    async () => {
      const found = await find(invocationId);
      return found.finishedAt !== null && found;
    },
    { seconds: 180 },
  );
}

async function logOf({ workRequestId }: InvocationDetail): Promise<string> {
  const { items } = await unwrap(listWorkLog({ client: lab.client, path: { workRequestId } }));
  return items.map(({ message }) => message).join('\n');
}

const installed = (version: string) => [`install ok installed ${version}`, `install ok installed ${version}`];
const audit = async () => (await machine.shell('dpkg --audit')).trim();

/** The account of a run that did all of it, whatever came between: the API, the reports and dpkg say the same. */
async function expectWhole(invocation: InvocationDetail, version: string): Promise<void> {
  expect(invocation).toMatchObject({ state: 'SUCCEEDED' });
  expect(await gatedPackages(machine)).toEqual(installed(version));
  expect(await audit()).toBe('');
  const { workRequestId } = invocation;
  const { items } = await unwrap(listReports({ client: lab.client, query: { workRequestId } }));
  const rows = new Map(items.map(({ kind, state, rows: count }) => [kind, `${state} ${count}`]));
  expect(rows.get('new-updates')).toBe('INGESTED 2');
  expect(rows.get('failed-updates')).toBe('INGESTED 0');
}

describe.skipIf(missing !== undefined)('a run goes on, and its state is true', () => {
  it('when the agent is killed in the midst of dpkg', async () => {
    const update = await offerGated(machine, '1.1');
    const run = await startPatch();
    await update.reached();
    await machine.shell('systemctl kill --kill-whom=main --signal=KILL rustine-agent');
    expect(await find(run)).toMatchObject({ state: 'RUNNING', finishedAt: null });
    // The new agent ends what the old one left, which cuts dpkg short, and begins the step again.
    await update.reached(2);
    expect(await find(run)).toMatchObject({ state: 'RUNNING', finishedAt: null });
    expect((await gatedPackages(machine))[0]).toMatch(/^install ok (half-configured|unpacked) 1\.1$/);
    await update.open();
    const done = await ended(run);
    await expectWhole(done, '1.1');
    expect(outputOf(done)).toContain('The package manager was interrupted before; its work is finished first');
  });

  it.each([
    { how: 'loses its power', version: '1.2', end: async () => await machine.cutPower() },
    { how: 'is switched off', version: '1.3', end: async () => await machine.powerOff() },
  ])('when the machine $how in the midst of dpkg and comes back', async ({ version, end }) => {
    const update = await offerGated(machine, version);
    const run = await startPatch();
    await update.reached();
    await end();
    expect(await find(run)).toMatchObject({ state: 'RUNNING', finishedAt: null, deadlineAt: expect.any(String) });
    await machine.powerOn();
    await update.reached(2);
    await update.open();
    const done = await ended(run);
    await expectWhole(done, version);
    const [before, after] = machine.bootIds().slice(-2);
    expect(await logOf(done)).toContain(
      `The machine was restarted during the run, and not because this run asked for it: it was in boot ${before} and is now in boot ${after}.`,
    );
  });

  it('when the machine is off for longer than a command may wait, which then never runs', async () => {
    await machine.cutPower();
    const late = await ended(await start({ documentName: 'Rustine-ScanInstance', deliverySeconds: 5 }));
    expect(late).toMatchObject({
      state: 'TIMED_OUT',
      reason: expect.stringContaining('did not fetch the command in the time it had; start its agent'),
    });
    await machine.powerOn();
    expect(await ended(await start({ documentName: 'Rustine-ScanInstance' }))).toMatchObject({ state: 'SUCCEEDED' });
    expect(await find(late.id)).toMatchObject({ state: 'TIMED_OUT', startedAt: null });
  });

  it('when the network is cut for the whole run, and it is told later', async () => {
    const update = await offerGated(machine, '1.4');
    await update.open();
    await machine.shell('systemd-run --quiet --unit=busy flock --no-fork /var/lib/dpkg/lock-frontend sleep 1000');
    const run = await startPatch();
    await told(run, /^Waiting for the package manager: /m);
    try {
      await machine.plugNetwork(false);
      await machine.shell('systemctl stop busy');
      await waitUntil(
        'the run has ended on the machine',
        async () =>
          /"state": ?"PUBLISHING"/.test((await machine.run(['rustine-agent', 'status', '--output', 'json'])).stdout),
        { seconds: 120 },
      );
      expect(await gatedPackages(machine)).toEqual(installed('1.4'));
      const silent = await find(run);
      expect(silent).toMatchObject({ state: 'RUNNING', finishedAt: null });
      expect(outputOf(silent)).not.toContain('changes made');
    } finally {
      await machine.plugNetwork(true);
    }
    const done = await ended(run);
    await expectWhole(done, '1.4');
    expect(outputOf(done)).toContain('2 changes made, 0 failed');
  });

  it('when the agent’s clock jumps by days, forward and back', async () => {
    await machine.shell(`mkdir -p /etc/systemd/system/rustine-agent.service.d /run/clock && echo +0 >/run/clock/now
      library=$(echo /usr/lib/*/faketime/libfaketimeMT.so.1)
      printf '[Service]\\nEnvironment=LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=/run/clock/now FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1\\n' "$library" \\
        >/etc/systemd/system/rustine-agent.service.d/clock.conf
      systemctl daemon-reload && systemctl restart rustine-agent`);
    const update = await offerGated(machine, '1.5');
    const run = await startPatch();
    await update.reached();
    await machine.shell('echo +5d >/run/clock/now');
    // A step that is begun again under a wrong clock is the harder case: the new agent knows the journal's times alone.
    await machine.shell('systemctl kill --kill-whom=main --signal=KILL rustine-agent');
    await update.reached(2);
    const ahead = await find(run);
    expect(ahead).toMatchObject({ state: 'RUNNING', finishedAt: null });
    await machine.shell('echo -9d >/run/clock/now');
    await update.open();
    const done = await ended(run);
    await expectWhole(done, '1.5');
    const minutesOff = [done.startedAt, done.finishedAt, ...done.steps.map((step) => step.finishedAt)].map(
      (at) => Math.abs(Date.now() - Date.parse(at ?? '')) / 60_000,
    );
    expect(Math.max(...minutesOff)).toBeLessThan(30);
    // Commands signed now neither lie in its future nor have expired for it.
    for (const shift of ['-9d', '+5d']) {
      await machine.shell(`echo ${shift} >/run/clock/now; systemctl restart rustine-agent`);
      expect(await ended(await start({ documentName: 'Rustine-ScanInstance' }))).toMatchObject({ state: 'SUCCEEDED' });
    }
    await machine.shell(
      'rm -r /etc/systemd/system/rustine-agent.service.d; systemctl daemon-reload; systemctl restart rustine-agent',
    );
  });
});

describe.skipIf(missing !== undefined)('a run that cannot do it says why', () => {
  it('when the disk fills up during the install, and the next run mends it', async () => {
    const update = await offerGated(machine, '1.6');
    const run = await startPatch();
    await update.reached();
    await machine.shell('dd if=/dev/zero of=/var/filler bs=64k 2>/dev/null || :');
    await update.open();
    const failed = await ended(run);
    expect(failed).toMatchObject({
      state: 'FAILED',
      reason: expect.stringMatching(/ It says: DISK_FULL: .*No space left on device/),
    });
    expect((await gatedPackages(machine))[1]).not.toBe('install ok installed 1.6');
    await machine.shell('rm /var/filler');
    const again = await ended(await startPatch());
    expect(again).toMatchObject({ state: 'SUCCEEDED' });
    expect(await gatedPackages(machine)).toEqual(installed('1.6'));
    expect(await audit()).toBe('');
  });
});

describe.skipIf(missing !== undefined)('a document that leaves a daemon behind', () => {
  it('ends with its script, though the daemon holds its output open and lives on', async () => {
    const runText = ['sleep 1234567 &', 'echo the script has ended'];
    const content = JSON.stringify({
      schemaVersion: '2.2',
      mainSteps: [
        { action: 'aws:runShellScript', name: 'fork', inputs: { runCommand: runText, timeoutSeconds: '600' } },
      ],
    });
    await unwrap(registerDocument({ client: lab.client, body: { name: 'Forks', content } }));
    const done = await ended(await start({ documentName: 'Forks' }));
    expect(done).toMatchObject({ state: 'SUCCEEDED', steps: [{ state: 'SUCCEEDED', exitCode: 0 }] });
    expect(outputOf(done)).toBe('the script has ended\n');
    const alive = (await machine.shell('grep -lz 1234567 /proc/[0-9]*/cmdline 2>/dev/null | grep -v self || :')).trim();
    expect(alive).toMatch(/^\/proc\/\d+\/cmdline/);
  });
});
