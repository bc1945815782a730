import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getWorkRequest, unwrap, updateInstance, type WorkRequest, type WorkRequestDetail } from '@rustine/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHouse, type House } from './harness/open-house.ts';
import { runCommand } from './harness/run-command.ts';
import { runProcess, type RunningProcess } from './harness/run-process.ts';
import { showTerminal } from './harness/show-terminal.ts';
import { waitUntil } from './harness/wait-until.ts';

const LINES = 300;
/** Says much on both streams, waits until it is let through, and ends as it is told. */
const document = (folder: string) =>
  JSON.stringify({
    schemaVersion: '2.2',
    description: 'for tests',
    parameters: {
      gate: { type: 'String', default: '', allowedPattern: '^[A-Za-z0-9/_.-]*$' },
      code: { type: 'String', default: '0', allowedPattern: '^[0-9]+$' },
    },
    mainSteps: [
      {
        action: 'aws:runShellScript',
        name: 'talk',
        inputs: {
          runCommand: [
            `echo ran >> ${folder}/ran-$RUSTINE_INSTANCE_ID`,
            'echo at the gate',
            `while [ -n "{{ gate }}" ] && [ ! -e "{{ gate }}" ]; do sleep 0.1; done`,
            `i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); echo "line $i"; echo "warning $i" >&2; done`,
            'printf "last words"',
            'exit {{ code }}',
          ],
        },
      },
    ],
  });

const names = ['web-1', 'web-2', 'web-3'] as const;
let house: House;
let folder: string;
let gate: string;
let agents: { process: RunningProcess; instanceId: string }[];
let runs = 0;

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  folder = join(dirname(house.dataDir), 'talk');
  await mkdir(folder);
  agents = [];
  const client = await house.client();
  for (const displayName of names) {
    const agent = await house.startAgent(displayName);
    agents.push(agent);
    const labels = { env: displayName === 'web-3' ? 'prod' : 'test' };
    await unwrap(updateInstance({ client, path: { instanceId: agent.instanceId }, body: { displayName, labels } }));
  }
  const file = join(folder, 'Talk.json');
  await writeFile(file, document(folder));
  const registered = await rustine('document', 'register', file);
  if (registered.code !== 0) throw new Error(registered.stderr);
});

afterAll(() => house[Symbol.asyncDispose]());

beforeEach(async () => {
  runs += 1;
  gate = join(folder, `gate-${runs}`);
  for (const { instanceId } of agents) await rm(join(folder, `ran-${instanceId}`), { force: true });
});

const env = () => ({ RUSTINE_DATA_DIR: house.dataDir });
const rustine = (...args: string[]) =>
  runCommand([process.execPath, 'apps/cli/bin/rustine.mjs', ...args], { env: env() });
const openGate = () => writeFile(gate, '');

/** A command that goes on while the test does something else. */
function begin(...args: string[]): RunningProcess {
  return runProcess({
    argv: ['apps/cli/bin/rustine.mjs', ...args],
    env: env(),
    logFile: join(folder, `cli-${runs}.log`),
  });
}

const said = (process: RunningProcess, words: RegExp) =>
  waitUntil(`it says ${words.source}`, async () => words.exec(process.log()), { state: process.log });

const linesOf = (text: string, prefix: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length));

async function newest(): Promise<WorkRequest> {
  const { stdout } = await rustine('work-request', 'list', '--limit', '1', '-o', 'json');
  return (JSON.parse(stdout) as WorkRequest[])[0]!;
}

/** How often each instance ran it, the least first. */
const timesRun = async () => {
  const times = await Promise.all(
    agents.map(async ({ instanceId }) => {
      const told = await readFile(join(folder, `ran-${instanceId}`), 'utf8').catch(() => '');
      return told.split('\n').length - 1;
    }),
  );
  return times.toSorted((a, b) => a - b);
};

describe('rustine run --wait', () => {
  it('shows what each instance writes while it runs, every line once and in order, and ends with 0', async () => {
    const run = begin('run', 'Talk', '--targets', 'label:env=test', 'web-3', '--parameters', `gate=${gate}`, '--wait');
    for (const name of names) await said(run, new RegExp(`^${name} \\| at the gate$`, 'm'));
    expect(run.child.exitCode).toBeNull();
    await openGate();
    expect(await run.ended, run.log()).toBe(0);
    const numbered = (word: string) => Array.from({ length: LINES }, (_, index) => `${word} ${index + 1}`);
    for (const name of names) {
      expect(linesOf(run.log(), `${name} | `)).toEqual(['at the gate', ...numbered('line'), 'last words']);
      expect(linesOf(run.log(), `${name} ! `)).toEqual(numbered('warning'));
      expect(linesOf(run.log(), `${name}: `)).toEqual(['SUCCEEDED']);
    }
  });

  it.skipIf(!existsSync('/usr/bin/script'))(
    'counts on a moving line in a terminal, of which nothing is left',
    async () => {
      const file = join(folder, 'recorded');
      const words = `run Talk --targets all --parameters gate=${gate} --wait`;
      const line = `stty cols 80 rows 24; ${process.execPath} apps/cli/bin/rustine.mjs ${words}`;
      const run = runCommand(['script', '-qefc', line, file], { env: { ...env(), TERM: 'xterm' } });
      const recorded = () => readFile(file, 'utf8');
      await waitUntil('the line counts them', async () =>
        (await recorded()).includes('Talk on 3 instances: 3 running'),
      );
      await openGate();
      const { code } = await run;
      const lines = showTerminal(await recorded(), 80);
      expect(code, lines.join('\n')).toBe(0);
      for (const name of names) expect(lines.filter((each) => each.startsWith(`${name} | `))).toHaveLength(LINES + 2);
      expect(lines.filter((each) => each.includes('Talk on'))).toEqual([
        expect.stringMatching(/^✔ Talk on 3 instances: 3 succeeded \(\d+ s\)$/),
      ]);
      // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(lines.join('\n')).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏\u0000-\u0009\u000b-\u001f\u007f]/);
    },
  );

  it('stops at the first error that is not borne, ends with 1, and a retry repeats what failed', async () => {
    const args = [
      '--max-concurrency',
      '1',
      '--parameters',
      'code=7',
      '--comment',
      'a try',
      '--wait',
      '--output',
      'json',
    ];
    const ran = await rustine('run', 'Talk', '--targets', 'all', ...args);
    expect(ran.code, ran.stderr).toBe(1);
    expect(ran.stderr).toMatch(
      /Stopped by too many errors: 1 failed, 0 allowed \(max-errors 0\); .* not sent to 2 instances/,
    );
    const work = JSON.parse(ran.stdout) as WorkRequestDetail;
    expect(work).toMatchObject({ state: 'FAILED', comment: 'a try', counts: { FAILED: 1, CANCELED: 2 }, waiting: 0 });
    expect(work.invocations.map(({ state }) => state).toSorted()).toEqual(['CANCELED', 'CANCELED', 'FAILED']);
    expect(await timesRun()).toEqual([0, 0, 1]);
    const retried = await rustine('work-request', 'retry', work.id, '--wait', '-o', 'json');
    expect(retried.code, retried.stderr).toBe(1);
    expect(JSON.parse(retried.stdout)).toMatchObject({ retryOf: work.id, counts: { FAILED: 1 }, maxConcurrency: '1' });
  });

  it('cancels at Ctrl-C, waits for the end, and ends with 5', async () => {
    const run = begin(
      'run',
      'Talk',
      '--targets',
      'all',
      '--max-concurrency',
      '2',
      '--parameters',
      `gate=${gate}`,
      '--wait',
    );
    await waitUntil('two are at the gate', async () => run.log().split('at the gate').length === 3, { state: run.log });
    run.child.kill('SIGINT');
    expect(await run.ended, run.log()).toBe(5);
    expect(run.log()).toContain('Canceling');
    expect(await newest()).toMatchObject({ state: 'CANCELED', counts: { CANCELED: 3 } });
    expect(await timesRun()).toEqual([0, 1, 1]);
  });

  it('leaves at a second Ctrl-C and says how to follow it; what it leaves is canceled all the same', async () => {
    const [one] = agents;
    const run = begin('run', 'Talk', '--targets', 'web-1', '--parameters', `gate=${gate}`, '--wait');
    await said(run, /at the gate/);
    // An agent that does not answer keeps the cancel from being confirmed.
    one!.process.child.kill('SIGSTOP');
    try {
      run.child.kill('SIGINT');
      await said(run, /Canceling/);
      await waitUntil('it has left', async () => {
        run.child.kill('SIGINT');
        return run.child.exitCode !== null;
      });
      expect(await run.ended, run.log()).toBe(130);
    } finally {
      one!.process.child.kill('SIGCONT');
    }
    const [, follow] = /"rustine (work-request logs wr-\S+ --follow)"/.exec(run.log()) ?? [];
    const followed = await rustine(...follow!.split(' '));
    expect(followed.code, followed.stderr).toBe(5);
    expect(followed.stdout).toContain('web-1 | at the gate');
  });

  it('waits no longer than it is told to, ends with 6, and the run goes on', async () => {
    const ran = await rustine(
      'run',
      'Talk',
      '--targets',
      'web-1,web-2',
      '--parameters',
      `gate=${gate}`,
      '--wait',
      '--timeout',
      '1',
    );
    expect(ran.code, ran.stderr).toBe(6);
    const work = await newest();
    const detail = await unwrap(getWorkRequest({ client: await house.client(), path: { workRequestId: work.id } }));
    const canceled = detail.invocations.find(({ instanceName }) => instanceName === 'web-2')!;
    await rustine('work-request', 'cancel', work.id, '--invocation', canceled.id);
    await waitUntil('it is canceled', async () => (await newest()).counts.CANCELED === 1);
    await openGate();
    const followed = await rustine('work-request', 'logs', work.id, '--follow');
    expect(followed.code, followed.stderr).toBe(5);
    expect(followed.stderr).toMatch(/^web-1: SUCCEEDED$/m);
    expect(followed.stderr).toMatch(/^web-2: CANCELED/m);
  });

  it('goes on to the end through a server that is killed in the midst of it, and nothing runs twice', async () => {
    const run = begin(
      'run',
      'Talk',
      '--targets',
      'all',
      '--max-concurrency',
      '1',
      '--parameters',
      `gate=${gate}`,
      '--wait',
    );
    await said(run, /at the gate/);
    await house.server().kill();
    await openGate();
    await house.startServer();
    await waitUntil('the second has begun', async () => run.log().split('at the gate').length >= 3, { state: run.log });
    await house.server().kill();
    await house.startServer();
    expect(await run.ended, run.log()).toBe(0);
    for (const name of names) expect(linesOf(run.log(), `${name} | `)).toHaveLength(LINES + 2);
    expect(await timesRun()).toEqual([1, 1, 1]);
  });
});

describe('rustine run', () => {
  it('says with 2 or 3 what is wrong with its targets and limits, and runs nothing', async () => {
    const before = await newest();
    for (const [code, words, ...args] of [
      [3, 'no group', '--targets', 'group:nobody'],
      [3, 'No managed instance matches', '--targets', 'label:env=nowhere'],
      [2, 'label:KEY=VALUE', '--targets', 'label:env'],
      [2, '--max-concurrency: a whole number', '--targets', 'all', '--max-concurrency', '0'],
      [2, 'names nothing', '--target-file', '-'],
    ] as const) {
      const ran = await rustine('run', 'Talk', ...args);
      expect(ran, args.join(' ')).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) });
    }
    expect((await newest()).id).toBe(before.id);
  });
});
