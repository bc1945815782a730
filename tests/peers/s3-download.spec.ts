import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { awsDownloadContent } from '../../apps/agent/src/plugins/aws-download-content.ts';
import { makeStepContext, type RehearsedStep } from '../../apps/agent/src/plugins/testing/make-step-context.ts';
import { freePort } from '../e2e/harness/free-port.ts';
import { waitUntil } from '../e2e/harness/wait-until.ts';
import { findGoPeer, isMissing } from './harness/find-peers.ts';

// Thousands of requests on a machine that may be busy; no assertion is about time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const versitygw = findGoPeer('versitygw');
const skip = isMissing({ versitygw }, 'downloads from a real S3 server');

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const region = 'eu-test-1';
const large = randomBytes(3 * 1024 * 1024);

describe.skipIf(skip)('aws:downloadContent, from an S3 server that others wrote', () => {
  let folder: string;
  let endpoint: string;
  let gateway: ChildProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rustine-s3-'));
    const objects: Readonly<Record<string, string | Buffer>> = {
      'scripts/run.sh': 'echo run\n',
      "scripts/deep/a b+c'(1)!~&é.sh": 'echo odd\n',
      'scripts-other/no.sh': 'echo no\n',
      large,
    };
    for (const [key, content] of Object.entries(objects)) {
      const path = join(folder, 'data', 'bucket', key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    for (let index = 0; index < 1005; index += 1) {
      const path = join(folder, 'data', 'bucket', 'many', String(index));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, String(index));
    }
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    gateway = spawn(
      versitygw!,
      ['--port', `127.0.0.1:${port}`, '--region', region, '--quiet', 'posix', join(folder, 'data')],
      {
        env: { PATH: process.env['PATH'], ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey },
        stdio: 'ignore',
      },
    );
    await waitUntil('the S3 server answers', async () => (await fetch(endpoint)).status > 0);
  });

  afterAll(async () => {
    if (gateway.exitCode === null && gateway.signalCode === null) {
      const ended = once(gateway, 'exit');
      gateway.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  });

  function prepare(path: string, { destinationPath = '', s3 = { endpoint, region, keys } } = {}): RehearsedStep {
    const step = makeStepContext({ sourceType: 'S3', sourceInfo: { path }, destinationPath });
    const { services } = step.context;
    const downloads = { ...services.downloads, bytesMax: 16 * 1024 * 1024, filesMax: 2000, s3 };
    return { ...step, context: { ...step.context, services: { ...services, downloads } } };
  }
  const downloads = (step: RehearsedStep, ...parts: string[]) =>
    join(step.context.invocationFolder, 'downloads', ...parts);

  it('brings an object under its name, or under the one of its destination', async () => {
    using step = prepare('s3://bucket/scripts/run.sh');
    expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(await readFile(downloads(step, 'run.sh'), 'utf8')).toBe('echo run\n');
    using named = prepare('s3://bucket/large', { destinationPath: 'file.bin' });
    expect(await awsDownloadContent.run(named.context)).toMatchObject({ exitCode: 0 });
    const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(sum(await readFile(downloads(named, 'file.bin')))).toBe(sum(large));
  });

  it.each(['s3://bucket/scripts', 's3://bucket/scripts/'])(
    'brings all below the prefix %s and nothing beside it',
    async (path) => {
      using step = prepare(path, { destinationPath: 'tree' });
      expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
      const files = (await readdir(downloads(step, 'tree'), { recursive: true })).toSorted();
      expect(files).toEqual(['deep', "deep/a b+c'(1)!~&é.sh", 'run.sh']);
      expect(await readFile(downloads(step, 'tree', 'deep', "a b+c'(1)!~&é.sh"), 'utf8')).toBe('echo odd\n');
    },
  );

  it('brings more objects than one answer lists', async () => {
    using step = prepare('s3://bucket/many');
    expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(await readdir(downloads(step))).toHaveLength(1005);
  });

  it.each([
    ['a wrong secret', 's3://bucket/scripts/run.sh', { ...keys, secretAccessKey: 'wrong' }, '403'],
    ['no keys', 's3://bucket/scripts/run.sh', null, '403'],
    ['an object that is not there', 's3://bucket/none', keys, 'bucket bucket has no object none'],
    ['a bucket that is not there', 's3://no-bucket/none', keys, '404'],
  ])('fails with %s, says so, and leaves nothing', async (_what, path, given, reason) => {
    using step = prepare(path, { s3: { endpoint, region, keys: given as typeof keys } });
    const ended = await awsDownloadContent.run(step.context);
    expect(ended).toEqual({ kind: 'failed', state: 'FAILED', reason: expect.stringContaining(reason) });
    expect(existsSync(downloads(step))).toBe(false);
    expect(JSON.stringify(ended) + step.stdout() + step.stderr()).not.toContain('wJalr');
  });
});
