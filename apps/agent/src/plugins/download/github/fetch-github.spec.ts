import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { JsonObject } from '@rustine/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awsDownloadContent } from '../../aws-download-content.ts';
import { makeStepContext, type RehearsedStep } from '../../testing/make-step-context.ts';

/** What the repository has, on its branches. */
const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  main: { 'ops/run.sh': 'run\n', 'ops/lib/a b.sh': 'lib\n', 'README.md': 'read\n' },
  next: { 'ops/run.sh': 'next\n' },
};
const asked: { url: string; authorization: string | undefined }[] = [];
let odd: object | null = null;

/** Answers as GitHub's documentation of `GET /repos/{owner}/{repo}/contents/{path}` has it; the real one is out of reach. */
const server = createServer((request, response) => {
  const { authorization, accept = '' } = request.headers;
  const url = new URL(request.url ?? '/', 'http://server');
  asked.push({ url: request.url ?? '', authorization });
  const json = (body: object, status = 200) => void response.writeHead(status).end(JSON.stringify(body));
  if (url.pathname.startsWith('/repos/ann/private/') && authorization !== 'Bearer t0ken')
    return json({ message: 'Not Found' }, 404);
  const path = decodeURIComponent(url.pathname).replace(/^\/repos\/ann\/(private|tools)\/contents\/?/, '');
  const all = files[url.searchParams.get('ref') ?? 'main'] ?? {};
  const name = path.split('/').at(-1) ?? '';
  const content = all[path];
  if (content !== undefined) {
    return accept.includes('raw')
      ? void response.end(content)
      : json({ type: 'file', name, path, size: content.length });
  }
  const inside = Object.keys(all).filter((each) => path === '' || each.startsWith(`${path}/`));
  if (inside.length === 0) return json({ message: 'Not Found' }, 404);
  const entries = new Map(
    inside.map((each) => {
      const [first = '', ...rest] = each.slice(path === '' ? 0 : path.length + 1).split('/');
      const own = path === '' ? first : `${path}/${first}`;
      return [first, { type: rest.length > 0 ? 'dir' : 'file', name: first, path: own }];
    }),
  );
  return json({ type: 'dir', name, path, entries: [...entries.values(), ...(odd === null ? [] : [odd])] });
});
let api = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function prepare(info: JsonObject, destinationPath = ''): RehearsedStep {
  const sourceInfo = { owner: 'ann', repository: 'tools', ...info };
  const step = makeStepContext({ sourceType: 'GitHub', sourceInfo, destinationPath });
  const { services } = step.context;
  const readSecret = async () => 't0ken';
  return {
    ...step,
    context: {
      ...step.context,
      services: { ...services, readSecret, downloads: { ...services.downloads, githubApi: api } },
    },
  };
}
const downloads = (step: RehearsedStep, ...parts: string[]) =>
  join(step.context.invocationFolder, 'downloads', ...parts);

test('a file comes under its name, or under the one of its destination', async () => {
  using step = prepare({ path: 'ops/run.sh' });
  expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
  expect(readFileSync(downloads(step, 'run.sh'), 'utf8')).toBe('run\n');
  using named = prepare({ path: 'ops/run.sh', getOptions: 'branch:next' }, 'other');
  await awsDownloadContent.run(named.context);
  expect(readFileSync(downloads(named, 'other'), 'utf8')).toBe('next\n');
});

test('a folder comes with all that is in it, and the whole repository without a path', async () => {
  using step = prepare({ path: '/ops/' }, 'here');
  expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
  expect(readFileSync(downloads(step, 'here/lib/a b.sh'), 'utf8')).toBe('lib\n');
  using all = prepare({});
  await awsDownloadContent.run(all.context);
  expect(readdirSync(downloads(all)).toSorted()).toEqual(['README.md', 'ops']);
});

test('GitHub, with a token of the store', async () => {
  using step = prepare({ repository: 'private', path: 'README.md', tokenInfo: '{{ssm-secure:github}}' });
  expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
  expect(asked.at(-1)).toMatchObject({ authorization: 'Bearer t0ken' });
  using without = prepare({ repository: 'private', path: 'README.md' });
  expect(await awsDownloadContent.run(without.context)).toMatchObject({
    reason:
      'The download failed: ann/private/README.md on GitHub: the server answered 404 Not Found: {"message":"Not Found"}.',
  });
});

test.each([
  [{ type: 'file', name: '../../up', path: 'ops/run.sh' }, 'could lead out of its folder'],
  [{ type: 'submodule', name: 'sub', path: 'ops/sub' }, 'is a submodule'],
])('an entry like %j fails the whole, and nothing is left', async (entry, reason) => {
  odd = entry;
  try {
    using step = prepare({ path: 'ops' });
    expect(await awsDownloadContent.run(step.context)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(reason),
    });
    expect(existsSync(downloads(step))).toBe(false);
  } finally {
    odd = null;
  }
});
