import type { ManagedInstance, ManagedInstanceDetail, ManagedInstanceGroup } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand, type HandAgent } from './harness/hand-agent.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { runInProcess } from './harness/run-in-process.ts';

let house: House;
let web: HandAgent;
let db: HandAgent;

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
});

afterAll(() => house[Symbol.asyncDispose]());

/** `rustine …` of the server's own data directory. */
const rustine = (...args: string[]) => runInProcess(args, { RUSTINE_DATA_DIR: house.dataDir, RUSTINE_URL: house.url });

async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await rustine(...args);
  expect(code, stderr).toBe(0);
  return stdout.trim();
}

const json = async <T>(...args: string[]) => JSON.parse(await printed(...args, '--output', 'json')) as T;
const names = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).toSorted();

describe('the fleet on the command line', () => {
  it('is a tree of compartments, named by name, by path or by id', async () => {
    const shop = await printed('compartment', 'create', 'shop');
    await printed('compartment', 'create', 'web', '--parent', 'shop');
    await printed('compartment', 'create', 'lab');
    await printed('compartment', 'create', 'web', '--parent', 'lab');
    const csv = await printed('compartment', 'list', '--output', 'csv');
    expect(csv.split('\r\n').map((line) => line.split(',').slice(1).join(','))).toEqual([
      'path,name,instances',
      'root,root,0',
      'lab,lab,0',
      'lab/web,web,0',
      'shop,shop,0',
      'shop/web,web,0',
    ]);
    const ambiguous = await rustine('compartment', 'rename', 'web', 'front');
    expect(ambiguous).toMatchObject({ code: 2, stderr: expect.stringContaining('2 compartments') });
    const circle = await rustine('compartment', 'move', shop, 'shop/web');
    expect(circle).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot go below itself') });
    await printed('compartment', 'rename', 'lab/web', 'bench');
    await printed('compartment', 'delete', 'bench');
    expect((await rustine('compartment', 'delete', 'bench')).code).toBe(3);
  });

  it('takes new machines in where their token says', async () => {
    await printed('group', 'create', 'canaries');
    const place = ['--compartment', 'shop/web', '--group', 'canaries', '--label', 'env=prod', '--label', 'role=web'];
    const token = await printed('agent', 'token', ...place);
    web = await enrollByHand(house, token);
    db = await enrollByHand(house);
    const shown = await json<ManagedInstanceDetail>('instance', 'show', web.instanceId);
    expect(shown).toMatchObject({ labels: { env: 'prod', role: 'web' }, groups: [{ name: 'canaries' }] });
    expect(await printed('instance', 'show', web.instanceId)).toMatch(/compartment +shop\/web\n/);
  });

  it('is labelled and moved, one machine or many, and found by that again', async () => {
    await printed('instance', 'label', db.instanceId, '--set', 'env=prod', '--set', 'role=db');
    await printed('instance', 'move', 'label:env=prod', '--to', 'lab');
    const list = async (...filter: string[]) => names(await json<ManagedInstance[]>('instance', 'list', ...filter));
    expect(await list('--compartment', 'lab')).toEqual(names([{ id: web.instanceId }, { id: db.instanceId }]));
    expect(await list('--label', 'role', '--label', 'env=prod', '--status', 'offline')).toHaveLength(2);
    expect(await list('--label', 'role=db')).toEqual([db.instanceId]);
    expect(await list('--group', 'canaries')).toEqual([web.instanceId]);
    await printed('instance', 'update', db.instanceId, '--name', 'Ledger', '--unset', 'env', '--compartment', 'shop');
    expect(await json('instance', 'show', 'Ledger')).toMatchObject({ displayName: 'Ledger', labels: { role: 'db' } });
    const wrong: [args: string[], code: number][] = [
      [['label', 'Ledger', '--set', 'no-value'], 2],
      [['label', 'Ledger', '--set', 'Upper=x'], 2],
      [['label', 'Ledger'], 2],
      [['move', 'Ledger', '--to', 'nowhere'], 3],
      [['label', 'nobody', '--set', 'a=b'], 3],
      [['list', '--status', 'asleep'], 2],
    ];
    const codes = await Promise.all(wrong.map(async ([args]) => (await rustine('instance', ...args)).code));
    expect(codes).toEqual(wrong.map(([, code]) => code));
  });

  it('is grouped by a list and by a rule, whose members are those of this moment', async () => {
    const options = ['--with-label', 'role=web', '--with-os-name', 'debian*', '--within', 'lab', '--recursive'];
    await printed('group', 'create', 'fronts', ...options);
    const members = async (group: string) =>
      names((await json<{ instances: ManagedInstance[] }>('group', 'show', group)).instances);
    expect(await members('fronts')).toEqual([web.instanceId]);
    await printed('group', 'update', 'fronts', '--with-os-family', 'windows');
    expect(await members('fronts')).toEqual([]);
    await printed('group', 'add', 'canaries', 'Ledger');
    expect(await members('canaries')).toEqual(names([{ id: web.instanceId }, { id: db.instanceId }]));
    await printed('group', 'remove', 'canaries', web.instanceId);
    expect(await members('canaries')).toEqual([db.instanceId]);
    const refused = await rustine('group', 'add', 'fronts', 'Ledger');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('dynamic group') });
    const groups = await json<ManagedInstanceGroup[]>('group', 'list');
    expect(groups.map(({ name, members: count }) => `${name} ${count}`)).toEqual(['canaries 1', 'fronts 0']);
    expect(await printed('group', 'list')).toContain('system WINDOWS');
    await printed('group', 'delete', 'fronts');
    expect((await rustine('group', 'show', 'fronts')).code).toBe(3);
  });

  it('forgets a machine that is gone: its agent is refused and its waiting work is over', async () => {
    await printed('run', 'Rustine-ScanInstance', '--targets', 'Ledger');
    const checkIn = { bootId: 'b', bootedAt: new Date().toISOString(), factsHash: '0'.repeat(64) };
    expect((await db.post('check-in', checkIn)).status).toBe(200);
    await printed('instance', 'delete', 'Ledger');
    expect((await db.post('check-in', checkIn)).status).toBe(401);
    expect((await rustine('instance', 'show', db.instanceId)).code).toBe(3);
    const [work] = await json<{ state: string }[]>('work-request', 'list');
    expect(work).toMatchObject({ state: 'CANCELED' });
    expect(names(await json<ManagedInstance[]>('instance', 'list'))).toEqual([web.instanceId]);
  });
});
