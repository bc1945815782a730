import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getWorkRequest, unwrap, updateInstance, type WorkRequestDetail } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse, type House } from './harness/open-house.ts';
import { runCommand } from './harness/run-command.ts';
import { runProcess, type RunningProcess } from './harness/run-process.ts';
import { waitUntil } from './harness/wait-until.ts';

/** Notes that it ran, waits until it is let through, and ends as it is told; badly while there is the fault. */
const document = (folder: string) =>
  JSON.stringify({
    schemaVersion: '2.2',
    description: 'for tests',
    parameters: {
      gate: { type: 'String', default: '', allowedPattern: '^[A-Za-z0-9/_.-]*$' },
      fault: { type: 'String', default: '', allowedPattern: '^[A-Za-z0-9/_.-]*$' },
      code: { type: 'String', default: '0', allowedPattern: '^[0-9]+$' },
    },
    mainSteps: [
      {
        action: 'aws:runShellScript',
        name: 'note',
        inputs: {
          runCommand: [
            `echo $RUSTINE_INSTANCE_ID >> ${folder}/ran`,
            `while [ -n "{{ gate }}" ] && [ ! -e "{{ gate }}" ]; do sleep 0.1; done`,
            `if [ -n "{{ fault }}" ] && [ -e "{{ fault }}" ]; then exit 4; fi`,
            'exit {{ code }}',
          ],
        },
      },
    ],
  });

let house: House;
let folder: string;
let ids: string[];

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  folder = join(dirname(house.dataDir), 'waves');
  await mkdir(folder);
  ids = [];
  const client = await house.client();
  for (const [displayName, ring] of [
    ['web-1', '1'],
    ['web-2', '1'],
    ['web-3', '0'],
  ] as const) {
    const { instanceId } = await house.startAgent(displayName);
    ids.push(instanceId);
    await unwrap(updateInstance({ client, path: { instanceId }, body: { displayName, labels: { ring } } }));
  }
  const file = join(folder, 'Note.json');
  await writeFile(file, document(folder));
  const registered = await rustine('document', 'register', file);
  if (registered.code !== 0) throw new Error(registered.stderr);
});

afterAll(() => house[Symbol.asyncDispose]());

const env = () => ({ RUSTINE_DATA_DIR: house.dataDir });
const rustine = (...args: string[]) =>
  runCommand([process.execPath, 'apps/cli/bin/rustine.mjs', ...args], { env: env() });
const begin = (name: string, ...args: string[]): RunningProcess =>
  runProcess({ argv: ['apps/cli/bin/rustine.mjs', ...args], env: env(), logFile: join(folder, name) });
const ran = async () => (await readFile(join(folder, 'ran'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
const forget = () => writeFile(join(folder, 'ran'), '');
const inWaves = ['run', 'Note', '--targets', 'all', '--waves', 'canary:label:ring=0,rest'];

async function show(id: string): Promise<WorkRequestDetail> {
  return unwrap(getWorkRequest({ client: await house.client(), path: { workRequestId: id } }));
}

describe('rustine run --waves', () => {
  it('runs the canary first, checks it, and goes on to the rest', async () => {
    await forget();
    const { code, stdout, stderr } = await rustine(...inWaves, '--health-check', 'Note', '--wait', '-o', 'json');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { id } = JSON.parse(stdout) as { id: string };
    const order = await ran();
    expect(order.slice(0, 2)).toEqual([ids[2], ids[2]]);
    expect(order.slice(2, 4).toSorted()).toEqual([ids[0]!, ids[1]!].toSorted());
    expect(order.slice(4).toSorted()).toEqual([ids[0]!, ids[1]!].toSorted());
    const { stdout: shown } = await rustine('work-request', 'show', id);
    expect(shown).toMatch(/canary +SUCCEEDED +1 /);
    expect(shown).toMatch(/rest +SUCCEEDED +2 /);
  });

  it('halts after a canary that fails, tells what to do, and goes on when a person resumes', async () => {
    await forget();
    const gate = join(folder, 'after-the-halt');
    await writeFile(gate, '');
    const run = begin('halt.log', ...inWaves, '--parameters', 'code=3', `gate=${gate}`, '--wait');
    const [, id] = await waitUntil(
      'it tells of the halt',
      async () => /rustine work-request resume (wr-[0-9a-f-]+)/.exec(run.log()),
      { state: run.log },
    );
    expect(await ran()).toEqual([ids[2]]);
    const { stdout: shown } = await rustine('work-request', 'show', id!);
    expect(shown).toMatch(/halted +wave canary failed: 0 of 1 succeeded, and it needs 100 %\./);
    expect(shown).toMatch(/canary +FAILED/);
    // Both of the rest have begun before one fails: with the first error nothing more of a wave begins.
    await rm(gate);
    expect((await rustine('work-request', 'resume', id!, '--reason', 'known fault')).code).toBe(0);
    await waitUntil('the rest runs', async () => (await ran()).length === 3);
    await writeFile(gate, '');
    expect(await run.ended).toBe(1);
    expect((await ran()).slice(1).toSorted()).toEqual([ids[0]!, ids[1]!].toSorted());
    expect((await rustine('work-request', 'resume', id!)).stderr).toContain('there is nothing to resume');
    const { stdout: log } = await rustine('work-request', 'logs', id!, '--no-steps');
    expect(log).toContain('resumed the work request although wave canary had failed: known fault');
  });

  it('is retried in its waves once the canary is repaired, though the server is killed meanwhile', async () => {
    await forget();
    const fault = join(folder, 'fault');
    await writeFile(fault, '');
    const run = begin('fault.log', ...inWaves, '--parameters', `fault=${fault}`, '--wait');
    const [, id] = await waitUntil('it halts', async () => /work-request resume (wr-[0-9a-f-]+)/.exec(run.log()), {
      state: run.log,
    });
    expect((await rustine('work-request', 'list', '--limit', '1')).stdout).toContain('IN_PROGRESS, halted');
    await rm(fault);
    const again = await rustine('work-request', 'retry', id!);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    await house.server().kill();
    await house.startServer();
    const ended = await waitUntil('the retry ends', async () => {
      const work = await show(again.stdout.trim());
      return work.finishedAt !== null && work;
    });
    expect(ended).toMatchObject({ state: 'SUCCEEDED', retryOf: id, waves: [{ size: 1 }, { size: 2 }] });
    const order = await ran();
    expect(order.slice(0, 2)).toEqual([ids[2], ids[2]]);
    expect(order.slice(2).toSorted()).toEqual([ids[0]!, ids[1]!].toSorted());
    expect(await show(id!)).toMatchObject({ state: 'FAILED', halted: null, counts: { FAILED: 1, CANCELED: 2 } });
    expect(await run.ended).toBe(1);
    expect((await rustine('work-request', 'retry', id!)).stdout).not.toBe(again.stdout);
    await waitUntil('nothing runs', async () => (await ran()).length === 5);
  });

  it('goes on where it was when the server is killed in the middle of a wave', async () => {
    await forget();
    const gate = join(folder, 'gate');
    const { stdout } = await rustine(...inWaves, '--parameters', `gate=${gate}`);
    const id = stdout.trim();
    await waitUntil('the canary runs', async () => (await ran()).length === 1);
    await house.server().kill();
    await writeFile(gate, '');
    await house.startServer();
    const ended = await waitUntil('it ends', async () => {
      const work = await show(id);
      return work.finishedAt !== null && work;
    });
    expect(ended).toMatchObject({ state: 'SUCCEEDED', waves: [{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }] });
    expect((await ran()).toSorted()).toEqual(ids.toSorted());
  });
});

it('rustine run --window skips what no window covers, and says so', async () => {
  await forget();
  const { code, stderr } = await rustine('run', 'Note', '--targets', 'all', '--window', 'any', '--wait');
  expect(code).toBe(5);
  expect(stderr).toContain('Nothing ran');
  expect(await ran()).toEqual([]);
});
