import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bindInstancePower,
  runCommand,
  createPowerProvider,
  getInstancePower,
  getInvocation,
  registerDocument,
  stopInstance,
  unwrap,
  type RustineClient,
} from '@rustine/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrollByHand, type HandAgent } from './harness/hand-agent.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { waitUntil } from './harness/wait-until.ts';

const look = JSON.stringify({
  schemaVersion: '2.2',
  description: 'Looks whether all is well.',
  mainSteps: [{ name: 'look', action: 'aws:runShellScript', inputs: { runCommand: ['true'] } }],
});
/** One machine, whose state is a word in a file; what changes it is noted in another. */
const hypervisor = `#!/bin/sh
cd "$(dirname "$0")"
case $1 in
status) cat state ;;
start) [ "$(cat state)" = running ] && echo 'already running' || { echo start >>calls; echo running >state; } ;;
stop) [ "$(cat state)" = stopped ] || { echo stop >>calls; echo stopped >state; } ;;
esac
`;

let folder: string;
let house: House;
let client: RustineClient;
let agent: HandAgent;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-power-'));
  await writeFile(join(folder, 'hypervisor'), hypervisor);
  await chmod(join(folder, 'hypervisor'), 0o755);
  await writeFile(join(folder, 'state'), 'stopped\n');
  house = await openHouse({ env: { RUSTINE_POWER_COMMANDS_DIR: folder } });
  await house.startServer();
  client = await house.client();
  agent = await enrollByHand(house);
  await unwrap(registerDocument({ client, body: { name: 'Look', content: look } }));
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const calls = async () => (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
const run = async (power: 'WAKE' | 'LEAVE') => {
  const body = { documentName: 'Look', targets: { instanceIds: [agent.instanceId] }, power };
  await unwrap(runCommand({ client, body }));
};
const failed = { type: 'finished', state: 'FAILED', message: 'no', rebootRequired: null } as const;
const ended = (invocationId: string) =>
  waitUntil('the invocation has ended', async () => {
    const invocation = await unwrap(getInvocation({ client, path: { invocationId } }));
    return invocation.finishedAt === null ? undefined : invocation;
  });

it('a woken machine stays on for a run that found it on, and is off again after that one', async () => {
  const path = { instanceId: agent.instanceId };
  const settings = { kind: 'exec', command: 'hypervisor' } as const;
  const { id: providerId } = await unwrap(createPowerProvider({ client, body: { name: 'files', settings } }));
  await unwrap(bindInstancePower({ client, path, body: { providerId, ref: 'vm-1' } }));
  const { binding } = await unwrap(getInstancePower({ client, path, query: { refresh: 'true' } }));
  expect(binding?.state).toBe('STOPPED');
  await run('WAKE');
  const first = await agent.accept();
  expect(await calls()).toEqual(['start']);
  await run('LEAVE');
  const second = await agent.accept();
  await agent.tell(first, failed);
  expect(await ended(first)).toMatchObject({ state: 'FAILED', power: 'LEFT_ON' });
  await expect(unwrap(stopInstance({ client, path }))).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await calls()).toEqual(['start']);
  await agent.tell(second, failed);
  expect(await ended(second)).toMatchObject({ state: 'FAILED', power: 'RESTORED' });
  expect(await calls()).toEqual(['start', 'stop']);
});
