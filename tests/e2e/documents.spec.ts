import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  renderDocument,
  unwrap,
  type DocumentDetail,
  type DocumentDiff,
  type DocumentSummary,
  type RegisteredDocument,
  type WorkRequest,
} from '@rustine/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHouse, type House } from './harness/open-house.ts';
import { npxRustine } from './harness/run-command.ts';

let house: House;
let instanceId: string;
let file: string;

beforeAll(async () => {
  house = await openHouse();
  await house.startServer();
  ({ instanceId } = await house.startAgent('one'));
  file = join(dirname(house.dataDir), 'Say-Hello.yaml');
});

afterAll(() => house[Symbol.asyncDispose]());

const text = (line: string) =>
  [
    '# Comments and order are kept.',
    'schemaVersion: "2.2"',
    'description: says hello',
    'parameters:',
    '  who:',
    '    type: String',
    '    default: world',
    'mainSteps:',
    '  - action: aws:runShellScript',
    '    name: say',
    '    inputs:',
    '      runCommand:',
    `        - ${line}`,
    '',
  ].join('\n');

const rustine = (...args: string[]) => npxRustine(args, { env: { RUSTINE_DATA_DIR: house.dataDir } });

async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await rustine(...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

const json = async <T>(...args: string[]) => JSON.parse(await printed(...args, '--output', 'json')) as T;

/** Runs the document to its end and gives what its steps printed. */
async function outputOf(...args: string[]): Promise<string> {
  const { id } = await json<WorkRequest>('run', 'Say-Hello', '--targets', instanceId, ...args, '--wait');
  return printed('work-request', 'logs', id);
}

// Each test goes on where the one before it ended: this is the life of one document.
describe("a document of one's own", () => {
  it('is refused with the place of its fault in the file', async () => {
    await writeFile(file, text('echo "hello {{ who }}"').replace('type: String', 'type: Strin'));
    const { code, stdout, stderr } = await rustine('document', 'register', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${file}:6:11: `));
    expect((await rustine('document', 'show', 'Say-Hello')).code).toBe(3);
  });

  it('is registered under the name of its file, and kept byte for byte', async () => {
    const content = text('echo "hello {{ who }}"');
    await writeFile(file, content);
    expect(await printed('document', 'register', file)).toBe('Registered Say-Hello version 1.\n');
    expect(await printed('document', 'show', 'Say-Hello', '-o', 'content')).toBe(content);
    expect(await json<DocumentDetail>('document', 'show', 'Say-Hello')).toMatchObject({
      sha256: createHash('sha256').update(content).digest('hex'),
      defaultVersion: 1,
    });
    expect(await json<RegisteredDocument>('document', 'register', file)).toMatchObject({ version: 1, isNew: false });
  });

  it('runs with a parameter, and its output is in the log of the work request', async () => {
    expect(await outputOf('--parameters', '{"who": "fleet"}')).toMatch(/^ {3}\| hello fleet$/m);
    expect(await outputOf()).toMatch(/^ {3}\| hello world$/m);
  });

  it('runs its default version until another one is chosen', async () => {
    await writeFile(file, text('echo "goodbye {{ who }}"'));
    expect(await printed('document', 'register', file)).toContain('set-default Say-Hello 2');
    expect(await outputOf()).toMatch(/^ {3}\| hello world$/m);
    expect(await outputOf('--document-version', '2')).toMatch(/^ {3}\| goodbye world$/m);
    await printed('document', 'set-default', 'Say-Hello', '2');
    expect(await outputOf()).toMatch(/^ {3}\| goodbye world$/m);
    const [work] = await json<WorkRequest[]>('work-request', 'list', '--document', 'Say-Hello', '--limit', '1');
    expect(work).toMatchObject({ documentVersion: 2, state: 'SUCCEEDED' });
  });

  it('is listed with its versions, and told what differs between them', async () => {
    const all = await json<DocumentSummary[]>('document', 'list');
    expect(all.find(({ name }) => name === 'Say-Hello')).toMatchObject({ version: 2, defaultVersion: 2 });
    expect(all.map(({ name }) => name)).toContain('Rustine-ScanInstance');
    const versions = (await printed('document', 'list', 'Say-Hello', '-o', 'csv')).trimEnd().split('\r\n');
    expect(versions.map((line) => line.split(',').slice(0, 3).join(' '))).toEqual([
      'name version default_version',
      'Say-Hello 2 2',
      'Say-Hello 1 2',
    ]);
    expect(await printed('document', 'diff', 'Say-Hello', '--from', '1')).toBe(
      [
        '--- Say-Hello version 1',
        '+++ Say-Hello version 2',
        'steps.say.inputs.runCommand:',
        '  @@ line 1 -> 1 @@',
        '  -echo "hello {{ who }}"',
        '  +echo "goodbye {{ who }}"',
        '',
      ].join('\n'),
    );
    expect(await json<DocumentDiff>('document', 'diff', 'Say-Hello')).toMatchObject({ from: 2, to: 2, changes: [] });
  });

  it('is rendered by the server as by the command', async () => {
    const [client, path] = [await house.client(), { documentName: 'Say-Hello' }];
    const body = { platform: 'linux' as const, parameters: { who: ['you'] } };
    const { version, steps } = await unwrap(renderDocument({ client, path, body }));
    expect({ version, steps }).toMatchObject({ version: 2, steps: [{ script: { content: 'echo "goodbye you"\n' } }] });
    expect(await json('document', 'render', file, '--platform', 'linux', '--parameters', '{"who": "you"}')).toEqual(
      steps,
    );
  });

  it('cannot take a name of ours or an odd one, and ours cannot be held back', async () => {
    const taken = await rustine('document', 'register', file, '--name', 'Rustine-ScanInstance');
    expect(taken).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('begin with Rustine-') });
    const odd = await rustine('document', 'register', file, '--name', 'a b');
    expect(odd).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('a name has 3 to 128 letters') });
    const held = await rustine('document', 'set-default', 'Rustine-ScanInstance', '1');
    expect(held).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('CONFLICT') });
  });
});
