import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

export interface GitServer {
  readonly url: string;
  readonly seenAuthorization: (string | undefined)[];
  close(): void;
}

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', args, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.test',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.test',
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
    encoding: 'utf8',
  }).trim();

/** Makes a repository with a branch for each entry, each a commit of these files; a value of `-> x` is a link. Answers commits by branch. */
export function makeRepository(
  folder: string,
  branches: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch', Object.keys(branches)[0] ?? 'main');
  const commits: Record<string, string> = {};
  for (const [branch, files] of Object.entries(branches)) {
    if (Object.keys(commits).length > 0) git(folder, 'checkout', '--quiet', '-b', branch);
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      if (content.startsWith('-> ')) symlinkSync(content.slice(3), path);
      else writeFileSync(path, content);
    }
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message', branch);
    commits[branch] = git(folder, 'rev-parse', 'HEAD');
  }
  git(folder, 'checkout', '--quiet', Object.keys(branches)[0] ?? 'main');
  return commits;
}

/** Git's own HTTP server (`git http-backend`) behind a password. */
export async function serveGit(
  root: string,
  { username, password }: { username: string; password: string },
): Promise<GitServer> {
  const wanted = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const seenAuthorization: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seenAuthorization.push(request.headers.authorization);
    if (request.headers.authorization === wanted) return runBackend(root, request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seenAuthorization,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The common gateway interface, as far as git needs it. */
function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://server');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'ann',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  const pieces: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => void pieces.push(bytes));
  child.on('close', () => {
    const all = Buffer.concat(pieces);
    const end = all.indexOf('\r\n\r\n');
    const headers = all
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers)).end(all.subarray(end + 4));
  });
}
