import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@rustine/domain';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsDownloadContent } from '../../aws-download-content.ts';
import { makeStepContext, type RehearsedStep } from '../../testing/make-step-context.ts';
import { makeRepository, serveGit, type GitServer } from '../../testing/serve-git.ts';

vi.setConfig({ testTimeout: 60_000 });

let root: string;
let repository: string;
let commits: Record<string, string>;
let server: GitServer;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'rustine-git-'));
  repository = join(root, 'scripts');
  commits = makeRepository(repository, {
    main: { 'run.sh': 'main\n', 'deep/er/file': 'x\n', 'deep/link': '-> er/file' },
    'release/2': { 'run.sh': 'two\n' },
    main2: { 'run.sh': 'last\n' },
  });
  makeRepository(join(root, 'evil'), { main: { 'good.sh': 'x\n', 'deep/out': '-> ../../../../etc/passwd' } });
  server = await serveGit(root, { username: 'ann', password: 'p:w d' });
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

function prepare(info: JsonObject, { destinationPath = '' }: { destinationPath?: string } = {}) {
  return makeStepContext({
    sourceType: 'Git',
    sourceInfo: { repository: `file://${repository}`, ...info },
    destinationPath,
  });
}

const downloads = (step: RehearsedStep, ...parts: string[]) =>
  join(step.context.invocationFolder, 'downloads', ...parts);

describe('a download from a git repository', () => {
  test('brings its files and the links between them, and not its history', async () => {
    using step = prepare({}, { destinationPath: 'tree' });
    expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readdirSync(downloads(step, 'tree')).toSorted()).toEqual(['deep', 'run.sh']);
    expect(readFileSync(downloads(step, 'tree/run.sh'), 'utf8')).toBe('main\n');
    expect(readFileSync(downloads(step, 'tree/deep/link'), 'utf8')).toBe('x\n');
    expect(step.started.length).toBeGreaterThan(0);
    expect(readdirSync(step.context.stepFolder)).toEqual([]);
  });

  test.each([
    ['the branch that is named', () => 'branch:release/2', 'two\n'],
    ['the commit that is named', () => `commitID:${commits['release/2']}`, 'two\n'],
    ['a commit by its first digits', () => `commitID:${commits['main2']?.slice(0, 10)}`, 'last\n'],
  ])('brings %s', async (_what, getOptions, content) => {
    using step = prepare({ getOptions: getOptions() });
    expect(await awsDownloadContent.run(step.context)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(downloads(step, 'run.sh'), 'utf8')).toBe(content);
  });

  test('over HTTP with a name and password, which no address, output or file shows', async () => {
    using step = prepare({ repository: `${server.url}/scripts/.git`, username: 'ann', password: 'p:w d' });
    expect(await awsDownloadContent.run(step.context)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(downloads(step, 'run.sh'), 'utf8')).toBe('main\n');
    using inAddress = prepare({ repository: `${server.url.replace('//', '//ann:p%3Aw%20d@')}/scripts/.git` });
    expect(await awsDownloadContent.run(inAddress.context)).toMatchObject({ exitCode: 0 });
    using wrong = prepare({ repository: `${server.url.replace('//', '//ann:secret@')}/scripts/.git` });
    const ended = await awsDownloadContent.run(wrong.context);
    expect(ended).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(`git clone of ${server.url}/scripts/.git failed`),
    });
    expect(JSON.stringify(ended) + wrong.stdout() + wrong.stderr()).not.toContain('secret');
    expect(wrong.stderr()).toContain('Authentication failed');
    expect(existsSync(downloads(wrong))).toBe(false);
  });

  test('over SSH with the key in a file for its owner alone, which is gone afterwards', async () => {
    using step = prepare({
      repository: `ssh://git@host.test${repository}`,
      privateSSHKey: '-----BEGIN KEY-----\r\nabc\n',
    });
    // A stand-in for ssh notes how it was called, and does what the other machine would.
    const folder = join(step.context.invocationFolder, 'bin');
    const notes = join(step.context.invocationFolder, 'notes');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'ssh'),
      `#!/bin/sh\nfor each; do printf '%s\\n' "$each"; last=$each; done >'${notes}'\nwhile [ "$1" != -i ]; do shift; done\nstat -c %a "$2" >>'${notes}'; cat "$2" >>'${notes}'; printf %s "$2" >'${notes}.path'\nexec sh -c "$last"\n`,
    );
    chmodSync(join(folder, 'ssh'), 0o755);
    const environment = { ...step.context.baseEnvironment, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    const ended = await awsDownloadContent.run({ ...step.context, baseEnvironment: environment });
    expect(ended, step.stderr()).toMatchObject({ exitCode: 0 });
    expect(readFileSync(downloads(step, 'run.sh'), 'utf8')).toBe('main\n');
    const noted = readFileSync(notes, 'utf8');
    expect(noted).toContain('-o\nIdentitiesOnly=yes\n-o\nStrictHostKeyChecking=yes\n');
    expect(noted).toMatch(/\n600\n-----BEGIN KEY-----\nabc\n$/);
    expect(existsSync(readFileSync(`${notes}.path`, 'utf8'))).toBe(false);
  });

  test.each([
    ['a repository that is not there', () => ({ repository: `file://${root}/none` }), 'git clone of file:///'],
    ['a branch that is not there', () => ({ getOptions: 'branch:none' }), 'git clone of file:///'],
    ['a commit that is not there', () => ({ getOptions: 'commitID:0123456789' }), 'git checkout of file:///'],
    [
      'a name that git would take for an option',
      () => ({ getOptions: 'branch:--upload-pack=x' }),
      'which is no branch',
    ],
    [
      'a link that leads out',
      () => ({ repository: `file://${root}/evil` }),
      'the link deep/out leads out of what was downloaded',
    ],
  ])('fails for %s and leaves nothing', async (_what, info, reason) => {
    using step = prepare(info());
    expect(await awsDownloadContent.run(step.context)).toEqual({
      kind: 'failed',
      state: 'FAILED',
      reason: expect.stringContaining(reason),
    });
    expect(readdirSync(step.context.stepFolder)).toEqual([]);
    expect(existsSync(downloads(step, 'run.sh'))).toBe(false);
  });

  test('replaces what an earlier download left, and keeps what else is there', async () => {
    using step = prepare({}, { destinationPath: 'tree' });
    mkdirSync(downloads(step, 'tree'), { recursive: true });
    writeFileSync(downloads(step, 'tree/run.sh'), 'old');
    writeFileSync(downloads(step, 'tree/mine'), 'mine');
    expect(await awsDownloadContent.run(step.context)).toMatchObject({ exitCode: 0 });
    expect(await awsDownloadContent.run(step.context)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(downloads(step, 'tree/run.sh'), 'utf8')).toBe('main\n');
    expect(readFileSync(downloads(step, 'tree/mine'), 'utf8')).toBe('mine');
  });

  test('says so where git is not installed', async () => {
    using step = prepare({});
    const ended = await awsDownloadContent.run({ ...step.context, baseEnvironment: { PATH: '/nonexistent' } });
    expect(ended).toMatchObject({ reason: 'The download failed: git is not installed on this machine.' });
  });
});
