import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  getInvocation,
  getWorkRequest,
  listWorkLog,
  registerDocument,
  runCommand,
  unwrap,
  type InvocationDetail,
} from '@rustine/sdk';
import { createFakeBoot, whyNoFakeBoot, type FakeBoot } from '@rustine/testkit/fake-boot';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openHouse, type House } from './harness/open-house.ts';
import { npxRustine } from './harness/run-command.ts';
import { waitUntil } from './harness/wait-until.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const whyNot = whyNoFakeBoot();
if (whyNot !== undefined) console.log(`skipped: reboots of a machine whose boot id is played: ${whyNot}`);

let house: House;
let folder: string;
beforeAll(async () => {
  if (whyNot !== undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'rustine-boots-'));
  house = await openHouse();
  await house.startServer();
});
afterAll(async () => {
  if (whyNot !== undefined) return;
  await house[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A machine of its own boots; started again it is the same instance. */
async function startMachine(name: string, deadlineSeconds = 2400, boot?: FakeBoot) {
  const machine = boot ?? createFakeBoot(await mkdtemp(join(folder, `${name}-`)));
  const env = {
    RUSTINE_REBOOT_COMMAND: machine.command,
    RUSTINE_REBOOT_DEADLINE_SECONDS: String(deadlineSeconds),
  };
  const agent = await house.startAgent(name, { wrap: machine.wrap, env });
  return { ...agent, boot: machine, comeBack: () => startMachine(name, deadlineSeconds, machine) };
}

/** Runs a document on one instance and answers what became of it, now and when it is as wanted. */
async function start(documentName: string, instanceId: string, parameters: Record<string, string[]> = {}) {
  const client = await house.client();
  const { id } = await unwrap(runCommand({ client, body: { documentName, instanceIds: [instanceId], parameters } }));
  const { invocations } = await unwrap(getWorkRequest({ client, path: { workRequestId: id } }));
  const invocationId = invocations[0]!.id;
  const read = () => unwrap(getInvocation({ client, path: { invocationId } }));
  return {
    workRequestId: id,
    invocationId,
    read,
    until: (...states: InvocationDetail['state'][]) =>
      waitUntil(
        `${documentName} is ${states.join(' or ')}`,
        async () => {
          const invocation = await read();
          return states.includes(invocation.state) && invocation;
        },
        { seconds: 240, state: () => house.server().log().slice(-4000) },
      ),
    log: async () => {
      const path = { workRequestId: id };
      const { items } = await unwrap(listWorkLog({ client, path, query: { limit: 1000 } }));
      return items.map(({ level, message }) => `${level} ${message}`);
    },
    workRequest: () => unwrap(getWorkRequest({ client, path: { workRequestId: id } })),
  };
}

const always = { RebootOption: ['Always'] };

describe.skipIf(whyNot !== undefined)('Rustine-RebootInstance', () => {
  it('succeeds when the machine comes back under another boot id, and both are told', async () => {
    const machine = await startMachine('returns');
    const before = machine.boot.bootId();
    const run = await start('Rustine-RebootInstance', machine.instanceId, always);
    await machine.process.ended;
    expect(machine.boot.told()).toBe(1);
    expect(await run.read()).toMatchObject({ state: 'REBOOTING', steps: [{ state: 'RUNNING' }, {}, {}] });
    const { boot, process } = await machine.comeBack();
    const ended = await run.until('SUCCEEDED', 'FAILED', 'TIMED_OUT');
    expect(ended).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    expect(ended.steps[0]!.stdout.head).toContain(
      `The machine was rebooted: it was in boot ${before} and is now in boot ${boot.bootId()}`,
    );
    expect((await run.log()).filter((line) => line.includes(before))).toEqual([
      expect.stringContaining('INFO Step rebootLinux asks for a reboot.'),
      expect.stringContaining(`is now in boot ${boot.bootId()}. Step rebootLinux is run again from its top.`),
    ]);
    await process.stop();
  });

  it('is TIMED_OUT when it does not come back, corrects itself when it does, and never without its memory', async () => {
    const [late, forgetful] = await Promise.all([startMachine('late', 2), startMachine('forgetful', 2)]);
    const runs = await Promise.all(
      [late, forgetful].map(({ instanceId }) => start('Rustine-RebootInstance', instanceId, always)),
    );
    const [lateRun, forgottenRun] = runs as [(typeof runs)[0], (typeof runs)[0]];
    await Promise.all([late.process.ended, forgetful.process.ended]);
    for (const run of runs) {
      const timedOut = await run.until('TIMED_OUT', 'SUCCEEDED', 'FAILED');
      expect(timedOut).toMatchObject({ state: 'TIMED_OUT' });
      expect(timedOut.reason).toContain('did not come back from its reboot within 2 seconds');
      expect(await run.workRequest()).toMatchObject({ state: 'FAILED' });
    }
    await rm(join(forgetful.stateDir, 'journal.sqlite'));
    const back = await Promise.all([late.comeBack(), forgetful.comeBack()]);
    expect(await lateRun.until('SUCCEEDED', 'FAILED')).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    expect(await lateRun.workRequest()).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    expect(await lateRun.log()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('That was later than its deadline; the end of the run corrects its state.'),
        'INFO The end was corrected: SUCCEEDED.',
      ]),
    );
    expect(await forgottenRun.read()).toMatchObject({ state: 'TIMED_OUT' });
    await Promise.all(back.map(({ process }) => process.stop()));
  });
});

describe.skipIf(whyNot !== undefined)('a step that prints more than is kept of it', () => {
  it('is read whole, though the machine was restarted in its middle', async () => {
    const machine = await startMachine('talks');
    const content = JSON.stringify({
      schemaVersion: '2.2',
      mainSteps: [
        {
          action: 'aws:runShellScript',
          name: 'talk',
          inputs: {
            runCommand: [
              'yes "0123456789" | head -n 100000',
              '[ ! -e "$RUSTINE_STATE_DIR/talked" ] || exit 0',
              'touch "$RUSTINE_STATE_DIR/talked"; exit 194',
            ],
          },
        },
      ],
    });
    await unwrap(registerDocument({ client: await house.client(), body: { name: 'Talk', content } }));
    const run = await start('Talk', machine.instanceId);
    await machine.process.ended;
    const { process } = await machine.comeBack();
    expect(await run.until('SUCCEEDED', 'FAILED', 'TIMED_OUT')).toMatchObject({
      state: 'SUCCEEDED',
      steps: [{ stdout: { totalBytes: 2_200_000 } }],
    });
    const rustine = (...args: string[]) =>
      npxRustine(['work-request', 'logs', run.workRequestId, '--full', ...args], {
        env: { RUSTINE_DATA_DIR: house.dataDir },
      });
    const whole = await waitUntil('the whole output is in the store', async () => {
      const { code, stdout } = await rustine('--step', 'talk');
      return code === 0 && stdout;
    });
    expect(whole === '0123456789\n'.repeat(200_000)).toBe(true);
    expect(await rustine('--step', 'talk', '--stream', 'stderr')).toMatchObject({ code: 0, stdout: '' });
    expect(await rustine('--step', 'walk')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there are: talk'),
    });
    await process.stop();
  });
});
