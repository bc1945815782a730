import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listInvocations, unwrap } from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollByHand } from './harness/hand-agent.ts';
import { openHouse, type House } from './harness/open-house.ts';
import { stagedCluster } from './harness/own-processes.ts';
import { npxRustine } from './harness/run-command.ts';
import type { RunningProcess } from './harness/run-process.ts';
import { waitUntil } from './harness/wait-until.ts';

const secret = 'Tr0ub4dor-and-3-more-words';
const halves = [secret.slice(0, 11), secret.slice(11)] as const;

let house: House;
let agent: { process: RunningProcess; instanceId: string; stateDir: string };
let folder: string;
/** All that the command line printed. */
let printedSoFar = '';

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  agent = await house.startAgent('one');
  folder = dirname(house.dataDir);
});

afterAll(() => house[Symbol.asyncDispose]());

async function rustine(...args: string[]) {
  const ran = await npxRustine(args, { env: { RUSTINE_DATA_DIR: house.dataDir } });
  printedSoFar += ran.stdout + ran.stderr;
  return ran;
}

async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await rustine(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

/** Files below a folder that hold the text; what goes away while it is read holds nothing any more. */
async function filesWith(text: string, below: string): Promise<string[]> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file).catch(() => null);
      return bytes?.includes(text) === true ? [file] : [];
    }),
  );
  return found.flat();
}

const documentText = (mark: string) => `schemaVersion: "2.2"
parameters:
  Password:
    type: String
    default: "{{ssm:/db/password}}"
    interpolationType: ENV_VAR
mainSteps:
  - action: aws:runShellScript
    name: show
    inputs:
      runCommand:
        - echo "in the script {{ssm:/db/password}}, in a variable $SSM_Password"
        - test -e ${mark} || { touch ${mark}; sleep 600; }
        - printf '%s' 'in two pieces ${halves[0]}'; sleep 1; echo '${halves[1]}!'
        - echo "on the other stream $SSM_Password" >&2
        - test "$SSM_Password" = "$(cat ${mark}.expected)" && echo as it was put
`;

// Each test goes on where the one before it ended: this is the life of one secret.
describe('a secret', () => {
  it('is put from a file, never from the command line', async () => {
    const refused = await npxRustine(
      ['parameter', 'put', '/db/password', '--type', 'SecureString', '--value', 'oops'],
      {
        env: { RUSTINE_DATA_DIR: house.dataDir },
      },
    );
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--value-file') });
    const file = join(folder, 'password');
    await writeFile(file, `${secret}\n`);
    expect(await printed('parameter', 'put', '/db/password', '--type', 'SecureString', '--value-file', file)).toBe(
      'Put /db/password version 1 (SecureString).\n',
    );
    await rm(file);
    const again = await rustine('parameter', 'put', '/db/password', '--value', 'oops');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('was not sent') });
    expect(await printed('parameter', 'list')).toContain('SecureString');
    expect(await printed('parameter', 'get', '/db/password')).toContain('--with-value shows it');
    const shown = await npxRustine(['parameter', 'get', '/db/password', '--with-value', '-o', 'value'], {
      env: { RUSTINE_DATA_DIR: house.dataDir },
    });
    expect(shown).toMatchObject({ code: 0, stdout: secret });
  });

  it('is masked in the output of a run that prints it, also when the agent is killed in the middle', async () => {
    const mark = join(folder, 'mark');
    await writeFile(`${mark}.expected`, secret);
    const file = join(folder, 'Show-Secret.yaml');
    await writeFile(file, documentText(mark));
    await printed('document', 'register', file);
    const id = (await printed('run', 'Show-Secret', '--targets', agent.instanceId)).trim();
    await waitUntil('the script waits', async () => existsSync(mark), { state: () => agent.process.log() });
    await agent.process.kill();
    const journal = await filesWith(secret, agent.stateDir);
    expect(journal.filter((path) => !path.endsWith('_script.sh'))).toEqual([]);
    agent = await house.startAgent('one');
    const client = await house.client();
    const ended = await waitUntil(
      'the run has ended',
      async () => {
        const { items } = await unwrap(listInvocations({ client, query: { workRequestId: id } }));
        return items.find(({ finishedAt }) => finishedAt !== null);
      },
      { seconds: 90, state: () => agent.process.log().slice(-4000) },
    );
    expect(ended, agent.process.log().slice(-2000)).toMatchObject({ state: 'SUCCEEDED' });
    const logs = await printed('work-request', 'logs', id);
    expect(logs).toContain('in the script ***, in a variable ***');
    expect(logs).toContain('in two pieces ***!');
    expect(logs).toContain('on the other stream ***');
    expect(logs).toContain('as it was put');
    await rm(`${mark}.expected`);
  });

  it('is not given to an instance that no run of its own asks for it', async () => {
    const stranger = await enrollByHand(house);
    const { items } = await unwrap(listInvocations({ client: await house.client(), query: {} }));
    for (const { id } of items) {
      const answer = await stranger.post('parameters', { invocationId: id, keys: ['/db/password'] });
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain(secret);
    }
  });

  it('cannot be used by a run when it is gone, which is said before anything is sent', async () => {
    await printed('parameter', 'delete', '/db/password');
    const { code, stderr } = await rustine('run', 'Show-Secret', '--targets', agent.instanceId);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no parameter /db/password'),
    });
  });

  it('stands in no file of the agent, the server, the store or the database, in no log and in no output', async () => {
    expect(await filesWith(secret, agent.stateDir)).toEqual([]);
    // The cluster's own files, its log of changes included: stronger than asking each table.
    const places = [folder, ...(await stagedCluster(house.dataDir))];
    const found = await Promise.all(places.map((below) => filesWith('in two pieces ***', below)));
    expect(found.flat().length).toBeGreaterThan(0);
    for (const below of places) expect(await filesWith(secret, below)).toEqual([]);
    expect(house.server().log() + agent.process.log()).not.toContain(secret);
    expect(readFileSync(join(house.dataDir, 'keys', 'parameters'), 'utf8').trim()).toMatch(/^[\w-]{43}$/);
    expect(printedSoFar).not.toContain(secret);
  });
});
