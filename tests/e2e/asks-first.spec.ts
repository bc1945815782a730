import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindInstancePower, createPowerProvider, getInstance, getWorkRequest, runCommand, unwrap } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand } from './harness/hand-agent.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { npxRustine } from './harness/run-command.ts';
import { hasTerminal, typeAtTerminal } from './harness/type-at-terminal.ts';
import { waitUntil } from './harness/wait-until.ts';

if (!hasTerminal) console.log('skipped: a question at a terminal needs script(1)');

/** One machine, whose state is a word in a file. */
const hypervisor = `#!/bin/sh
cd "$(dirname "$0")"
case $1 in status) cat state ;; stop) echo stopped >state ;; esac
`;

let folder: string;
let house: House;
let instanceId: string;
let hostname: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-asks-'));
  await writeFile(join(folder, 'hypervisor'), hypervisor);
  await chmod(join(folder, 'hypervisor'), 0o755);
  await writeFile(join(folder, 'state'), 'running\n');
  house = await openHouse({ env: { RUSTINE_POWER_COMMANDS_DIR: folder } });
  await house.startServer();
  ({ instanceId } = await enrollByHand(house));
  ({ hostname } = await unwrap(getInstance({ client: await house.client(), path: { instanceId } })));
}, 120_000);
afterAll(async () => {
  await house?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const place = () => ({ env: { RUSTINE_DATA_DIR: house.dataDir, RUSTINE_URL: house.url } });
const rustine = (...args: string[]) => npxRustine(args, place());
const atTerminal = (keys: string, ...args: string[]) =>
  typeAtTerminal(`npx --no rustine ${args.join(' ')}`, { prompt: '[y/N]', keys, place: place() });

const saysNo = (...args: string[]) => atTerminal('n\r', ...args);
const refused = (question: string) => ({ code: 5, shown: expect.stringContaining(`${question} [y/N]`) as string });

async function told(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await rustine(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

const onMonday = ['--every', 'week', '--on', 'mon', '--start', '2050-01-03 02:00'];
const nobody = ['--targets', 'label:env=none'];

describe.skipIf(!hasTerminal)('what cannot be taken back', { timeout: 180_000 }, () => {
  it.each([
    { noun: 'group', name: 'web', make: [], question: 'Delete the group web? Its instances stay.' },
    {
      noun: 'window',
      name: 'nights',
      make: [...onMonday, '--duration', '4h', ...nobody],
      question: 'Delete the maintenance window nights?',
    },
    {
      noun: 'freeze',
      name: 'xmas',
      make: ['--from', '2050-12-20', '--to', '2050-12-27'],
      question: 'Delete the freeze xmas? What it held back may be changed from then on.',
    },
    { noun: 'compartment', name: 'prod', make: [], question: 'Delete the compartment prod?' },
    {
      noun: 'job',
      name: 'patches',
      make: ['--update-all', ...nobody, ...onMonday],
      question: 'Delete the job patches? What has not started of it is canceled; its history stays.',
    },
  ])('is a $noun that is deleted: nothing happens after a no, and a script is asked nothing', async (what) => {
    const { noun, name, make, question } = what;
    await told(noun, 'create', name, ...make);
    expect(await saysNo(noun, 'delete', name)).toMatchObject(refused(question));
    await told(noun, 'delete', name);
  });

  it('is a parameter that is deleted; a yes does it', async () => {
    await told('parameter', 'put', '/db/name', '--type', 'String', '--value', 'orders');
    const question = 'Delete /db/name with all its versions?';
    expect(await saysNo('parameter', 'delete', '/db/name')).toMatchObject(refused(question));
    expect(await atTerminal('y\r', 'parameter', 'delete', '/db/name')).toMatchObject({ code: 0 });
    expect(await told('parameter', 'list', '-o', 'json')).toBe('[]\n');
  });

  it('is a machine that is shut down by hand, and the end of its provider; --yes is a yes', async () => {
    const client = await house.client();
    const settings = { kind: 'exec', command: 'hypervisor' } as const;
    const { id: providerId } = await unwrap(createPowerProvider({ client, body: { name: 'files', settings } }));
    await unwrap(bindInstancePower({ client, path: { instanceId }, body: { providerId, ref: 'vm-1' } }));
    const state = async () => (await readFile(join(folder, 'state'), 'utf8')).trim();
    const body = { documentName: 'Rustine-CollectInventory', targets: { instanceIds: [instanceId] } };
    const { id: workRequestId } = await unwrap(runCommand({ client, body }));
    await waitUntil('the run has its turn', async () => {
      const { invocations } = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
      return invocations.every(({ releasedAt }) => releasedAt !== null);
    });
    const question = `Shut down ${hostname} (${instanceId}), vm-1 of files? What runs on it ends. Not under way yet, and left waiting: ${workRequestId}.`;
    expect(await saysNo('power', 'off', instanceId)).toMatchObject(refused(question));
    expect(await state()).toBe('running');
    const agreed = await atTerminal('', 'power', 'off', instanceId, '--yes');
    expect(agreed.shown).not.toContain('[y/N]');
    expect(await state()).toBe('stopped');
    await told('work-request', 'cancel', workRequestId);
    await told('power', 'unbind', instanceId);
    const goes = await saysNo('power', 'provider', 'delete', 'files');
    expect(goes).toMatchObject(refused('Delete the power provider files?'));
    await told('power', 'provider', 'delete', 'files');
  });

  it('is a work request that is canceled, and an instance that is removed; a script is asked about neither', async () => {
    const client = await house.client();
    const body = { documentName: 'Rustine-CollectInventory', targets: { instanceIds: [instanceId] } };
    const { id: workRequestId } = await unwrap(runCommand({ client, body }));
    const state = async () => (await unwrap(getWorkRequest({ client, path: { workRequestId } }))).state;
    const before = await state();
    const { code, shown } = await saysNo('work-request', 'cancel', workRequestId);
    expect(shown).toMatch(/Cancel Rustine-CollectInventory, (pending|waiting)\? .* what runs is ended\. \[y\/N\]/);
    expect(code, shown).toBe(5);
    expect(await state()).toBe(before);
    await told('work-request', 'cancel', workRequestId);
    expect(await state()).toBe('CANCELED');
    const question = `Remove ${hostname} (${instanceId})? Its agent is refused from then on, what is under way on it ends; its history stays.`;
    expect(await saysNo('instance', 'delete', instanceId)).toMatchObject(refused(question));
    await told('instance', 'delete', instanceId);
  });
});
