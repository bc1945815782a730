import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportColumns } from '@rustine/contract';
import {
  getInvocation,
  getWorkRequest,
  listInstalledSoftware,
  listReports,
  registerDocument,
  runCommand,
  setDefaultDocumentVersion,
  unwrap,
  type InvocationDetail,
  type RustineClient,
} from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRepository } from '../../apps/agent/src/plugins/testing/serve-git.ts';
import { smallMachine } from './harness/apt-machine.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { waitUntil } from './harness/wait-until.ts';

const debian = existsSync('/usr/bin/apt-get');
if (!debian) console.log('skipped: the inventory is taken with apt, and there is none');

let house: House;
let client: RustineClient;
let instanceId: string;
let folder: string;
const files = new Map<string, string>();
const server = createServer((request, response) => {
  const found = files.get(request.url ?? '');
  response.writeHead(found === undefined ? 404 : 200).end(found);
});
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-plugins-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  house = await openHouse({ agentEnv: debian ? await smallMachine(folder, ['dpkg', 'tzdata']) : {} });
  await house.startServer();
  client = await house.client();
  ({ instanceId } = await house.startAgent('one'));
});

afterAll(async () => {
  await house?.[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

type Step = Record<string, unknown>;
const text = (mainSteps: Step[], parameters: object = {}) =>
  JSON.stringify({ schemaVersion: '2.2', description: 'plugins', parameters, mainSteps });
const shell = (name: string, ...runCommand: string[]): Step => ({
  name,
  action: 'aws:runShellScript',
  precondition: { StringEquals: ['platformType', 'Linux'] },
  inputs: { runCommand },
});
const inner = (name: string, documentPath: string, more: object = {}): Step => ({
  name,
  action: 'aws:runDocument',
  inputs: { documentType: 'SSMDocument', documentPath, ...more },
});
const download = (name: string, sourceType: string, sourceInfo: object, destinationPath: string): Step => ({
  name,
  action: 'aws:downloadContent',
  inputs: { sourceType, sourceInfo, destinationPath },
});

const register = async (name: string, content: string) =>
  await unwrap(registerDocument({ client, body: { name, content } }));

/** Runs a document on the instance and answers its invocation when it has come to rest. */
async function run(documentName: string): Promise<InvocationDetail> {
  const body = { documentName, instanceIds: [instanceId] };
  const { id } = await unwrap(runCommand({ client, body }));
  await waitUntil(`${documentName} has ended`, async () => {
    const work = await unwrap(getWorkRequest({ client, path: { workRequestId: id } }));
    return ['SUCCEEDED', 'FAILED', 'CANCELED'].includes(work.state);
  });
  const { invocations } = await unwrap(getWorkRequest({ client, path: { workRequestId: id } }));
  return await unwrap(getInvocation({ client, path: { invocationId: invocations[0]!.id } }));
}

const steps = ({ steps: all }: InvocationDetail) => all.map(({ name, state }) => `${name} ${state}`);

describe('a document of many actions, on a real server and agent', () => {
  it('downloads from HTTP, Git and the registry, and runs what it downloaded', async () => {
    const repository = join(folder, 'repository');
    makeRepository(repository, { main: { 'ops/from-git.sh': 'echo "from git, $1"\n' } });
    files.set('/from-http.sh', 'echo "from http, $1"\n');
    await register(
      'Plugins-Fetched',
      text([shell('say', 'echo "from the registry, {{ who }}"')], { who: { type: 'String' } }),
    );
    await register(
      'Plugins-Download',
      text([
        download('http', 'HTTP', { url: `${address}/from-http.sh`, allowInsecureDownload: true }, ''),
        download('git', 'Git', { repository: `file://${repository}`, getOptions: 'branch:main' }, 'scripts'),
        download('document', 'SSMDocument', { name: 'Plugins-Fetched' }, 'documents/'),
        shell('run', './from-http.sh one', 'sh scripts/ops/from-git.sh two'),
        inner('local', 'documents/Plugins-Fetched.json', {
          documentType: 'LocalPath',
          documentParameters: { who: 'three' },
        }),
      ]),
    );
    const done = await run('Plugins-Download');
    expect(done.reason).toBe('');
    expect(steps(done)).toEqual(['http', 'git', 'document', 'run', 'local'].map((name) => `${name} SUCCEEDED`));
    expect(done.steps.slice(3).map(({ stdout }) => stdout.head)).toEqual([
      'from http, one\nfrom git, two\n',
      'from the registry, three\n',
    ]);
  });

  it('runs registered documents three deep in their default versions, and refuses the fourth', async () => {
    await register('Plugins-Four', text([shell('say', 'echo four')]));
    await register('Plugins-Three', text([shell('say', 'echo three'), inner('deeper', 'Plugins-Four')]));
    await register('Plugins-Two', text([shell('say', 'echo two'), inner('deeper', 'Plugins-Three')]));
    await register('Plugins-One', text([shell('say', 'echo one'), inner('deeper', 'Plugins-Two')]));
    await register('Plugins-Fits', text([inner('start', 'Plugins-Two')]));
    await register('Plugins-Deep', text([inner('start', 'Plugins-One')]));
    const fits = await run('Plugins-Fits');
    expect(fits.reason).toBe('');
    expect({ state: fits.state, stdout: fits.steps[0]?.stdout.head }).toEqual({
      state: 'SUCCEEDED',
      stdout: 'two\nthree\nfour\n',
    });
    const deep = await run('Plugins-Deep');
    expect({ state: deep.state, stdout: deep.steps[0]?.stdout.head }).toEqual({
      state: 'FAILED',
      stdout: 'one\ntwo\nthree\n',
    });
    expect(deep.reason).toContain('documents may run one inside the other 3 deep, and this one would be 4 deep');

    await register('Plugins-Four', text([shell('say', 'echo changed')]));
    expect((await run('Plugins-Fits')).steps[0]?.stdout.head).toBe('two\nthree\nfour\n');
    const path = { documentName: 'Plugins-Four' };
    await unwrap(setDefaultDocumentVersion({ client, path, body: { version: 2 } }));
    expect((await run('Plugins-Fits')).steps[0]?.stdout.head).toBe('two\nthree\nchanged\n');
  });

  it('names a document that is not there when it is registered, and does not start', async () => {
    const { notes } = await register('Plugins-Missing', text([inner('hook', 'No-Such-Hook')]));
    expect(notes).toMatchObject([{ place: 'hook.inputs.documentPath' }]);
    const body = { documentName: 'Plugins-Missing', instanceIds: [instanceId] };
    await expect(unwrap(runCommand({ client, body }))).rejects.toThrow('Step hook names the document No-Such-Hook');
  });

  it('publishes in its middle: the inventory is in the API while the document still runs', async () => {
    const go = join(folder, 'go');
    const columns = reportColumns['software-inventory'].map(({ name }) => name).join(',');
    const row = '1,$RUSTINE_INVOCATION_ID,$RUSTINE_INSTANCE_ID,$RUSTINE_HOSTNAME,$now,tea,1.2,amd64,,deb,,10';
    await register(
      'Plugins-Publish',
      text([
        shell(
          'look',
          'now=$(date -u +%Y-%m-%dT%H:%M:%SZ)',
          `printf '%s\\r\\n' "${columns}" "${row}" > "$RUSTINE_REPORT_DIR/software-inventory.csv"`,
        ),
        { name: 'publish', action: 'rustine:publishReports', inputs: { required: ['software-inventory'] } },
        shell('wait', `while [ ! -e '${go}' ]; do sleep 0.1; done`),
      ]),
    );
    const body = { documentName: 'Plugins-Publish', instanceIds: [instanceId] };
    const { id } = await unwrap(runCommand({ client, body }));
    const find = async () => await unwrap(listInstalledSoftware({ client, path: { instanceId } }));
    const found = await waitUntil('the inventory is in the API', async () => {
      const { items } = await find();
      return items.length > 0 && items;
    });
    expect(found).toMatchObject([{ name: 'tea', version: '1.2' }]);
    const readWork = async () => await unwrap(getWorkRequest({ client, path: { workRequestId: id } }));
    expect((await readWork()).state).toBe('IN_PROGRESS');
    await writeFile(go, '');
    const work = await waitUntil('the document has ended', async () => {
      const now = await readWork();
      return now.state !== 'IN_PROGRESS' && now;
    });
    expect(work).toMatchObject({ state: 'SUCCEEDED', reason: '' });
    const { items } = await unwrap(listReports({ client, query: { workRequestId: id } }));
    expect(items.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['software-inventory INGESTED']);
  });

  it.skipIf(!debian)('takes the inventory by the document of the server, and it is in the API', async () => {
    const inputs = { applications: 'Enabled', networkConfig: 'Enabled' };
    await register('Plugins-Inventory', text([{ name: 'inventory', action: 'aws:softwareInventory', inputs }]));
    const done = await run('Plugins-Inventory');
    expect(done.reason).toBe('');
    expect(done.steps[0]?.stdout.head).toContain('Passed over, for there is no report of it: networkConfig');
    const { items } = await unwrap(listInstalledSoftware({ client, path: { instanceId } }));
    expect(items.map(({ name }) => name).toSorted()).toEqual(['dpkg', 'tzdata']);
  });
});
