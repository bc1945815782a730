import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npxRustine } from './harness/run-command.ts';
import { root } from './harness/run-process.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rustine-documents-'));
});

afterAll(() => rm(folder, { recursive: true }));

// No data directory, no server: a document is checked where it is written.
const validate = (file: string) =>
  npxRustine(['document', 'validate', file], { env: { RUSTINE_DATA_DIR: join(folder, 'none') } });

const step =
  'mainSteps:\n  - action: aws:runShellScript\n    name: say\n    inputs:\n      runCommand:\n        - echo hello\n';

describe('rustine document validate', () => {
  it('accepts a good document in silence', async () => {
    const file = join(folder, 'good.yaml');
    await writeFile(file, `schemaVersion: "2.2"\ndescription: says hello\n${step}`);
    expect(await validate(file)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('tells on stderr what is worth reading, and accepts it', async () => {
    const file = join(folder, 'noted.yaml');
    await writeFile(file, `schemaVersion: "2.2"\n${step.replace('hello', '{{ssm:/app/name}}')}`);
    expect(await validate(file)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining(`${file}:7:11: note: This refers to the stored parameter /app/name`),
    });
  });

  it.each([
    { name: 'an unknown schema', text: `description: x\nschemaVersion: "9.9"\n${step}`, place: '2:16' },
    {
      name: 'an unknown action',
      text: `schemaVersion: "2.2"\n${step.replace('aws:runShellScript', 'aws:runShelScript')}`,
      place: '3:13',
    },
    { name: 'broken JSON', text: '{\n  "schemaVersion": "2.2",\n  "mainSteps": [\n}\n', place: '4:1' },
  ])('names line and column of $name', async ({ text, place }) => {
    const file = join(folder, 'bad');
    await writeFile(file, text);
    const { code, stdout } = await validate(file);
    expect(code).toBe(1);
    expect(stdout).toContain(`${file}:${place}: `);
  });

  it('says with 3 that there is no such file', async () => {
    expect(await validate(join(folder, 'absent.yaml'))).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('absent.yaml'),
    });
  });

  it('accepts each document that comes with the product', async () => {
    for (const name of ['Rustine-ScanInstance', 'Rustine-ResolveCves']) {
      expect(await validate(join(root, 'packages/documents', name, 'document.yaml')), name).toMatchObject({ code: 0 });
    }
  });
});
