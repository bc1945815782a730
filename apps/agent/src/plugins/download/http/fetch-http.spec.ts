import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { JsonObject } from '@rustine/domain';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { awsDownloadContent } from '../../aws-download-content.ts';
import { makeStepContext, type RehearsedStep } from '../../testing/make-step-context.ts';

vi.setConfig({ testTimeout: 60_000 });

const body = '#!/bin/sh\necho hello\n';
const seen: IncomingMessage[] = [];
const nonce = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';

/** Answers as an HTTP server in the world would, one way for each path. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  seen.push(request);
  const { pathname } = new URL(request.url ?? '/', 'http://server');
  const { authorization } = request.headers;
  switch (pathname) {
    case '/script.sh':
    case '/%2e%2e%2fescape':
      return void response.end(body);
    case '/basic':
      if (authorization === `Basic ${Buffer.from('ann:p:w').toString('base64')}`) return void response.end(body);
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('who are you?');
    case '/digest':
      return answerDigest(request, response);
    case '/moved':
      return void response.writeHead(302, { location: '/script.sh' }).end();
    case '/moved-away':
      return void response.writeHead(302, { location: `http://localhost:${port}/script.sh` }).end();
    case '/round':
      return void response.writeHead(302, { location: '/round' }).end();
    case '/file-address':
      return void response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    case '/large':
      return void response.end(Buffer.alloc(3 * 1024 * 1024, 1));
    case '/broken':
      response.writeHead(200, { 'content-length': '1000' }).write('half of it');
      return void setTimeout(() => response.destroy(), 50);
    case '/silent':
      return void response.writeHead(200).write('a start');
    case '/packed':
      return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b0800', 'hex'));
    default:
      return void response.writeHead(404).end('<html><body>no  such\n<b>page</b></body></html>');
  }
}

/** RFC 7616 with qop=auth, worked out apart from the code that is tested. */
function answerDigest({ headers }: IncomingMessage, response: ServerResponse): void {
  const sum = (text: string) => createHash('sha256').update(text).digest('hex');
  const given = new Map(
    Array.from((headers.authorization ?? '').matchAll(/(\w+)="?([^",]+)"?/g), ([, key = '', value = '']) => [
      key,
      value,
    ]),
  );
  const first = sum('ann:staff:p:w');
  const second = sum('GET:/digest?a=b');
  const wanted = sum(`${first}:${nonce}:${given.get('nc')}:${given.get('cnonce')}:auth:${second}`);
  if (given.get('response') === wanted && given.get('opaque') === 'o') return void response.end(body);
  const challenge = `Digest realm="staff", qop="auth, auth-int", algorithm=SHA-256, nonce="${nonce}", opaque="o"`;
  response.writeHead(401, { 'www-authenticate': challenge }).end();
}

const server = createServer(answer);
let port = 0;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function prepare(
  path: string,
  { destinationPath = '', info = {} }: { destinationPath?: string; info?: JsonObject } = {},
) {
  const sourceInfo = { url: `http://127.0.0.1:${port}${path}`, allowInsecureDownload: true, ...info };
  return makeStepContext({ sourceType: 'HTTP', sourceInfo, destinationPath });
}

const downloads = (step: RehearsedStep, ...parts: string[]) =>
  join(step.context.invocationFolder, 'downloads', ...parts);
const failed = (reason: unknown) => ({ kind: 'failed', state: 'FAILED', reason });

/** Nothing may be left of a download that failed. */
function expectNothing(step: RehearsedStep): void {
  expect(existsSync(downloads(step)) ? readdirSync(downloads(step)) : []).toEqual([]);
  expect(readdirSync(step.context.stepFolder)).toEqual([]);
}

describe('a download over HTTP', () => {
  test('comes under its own name into the download folder, for its owner alone and executable', async () => {
    using step = prepare('/script.sh?x=1');
    expect(await awsDownloadContent.run(step.context)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readFileSync(downloads(step, 'script.sh'), 'utf8')).toBe(body);
    expect(statSync(downloads(step, 'script.sh')).mode & 0o777).toBe(0o700);
    expect(step.stdout()).toBe(`Content downloaded to ${downloads(step)}/\n`);
    expect(readdirSync(step.context.stepFolder)).toEqual([]);
  });

  test.each([
    ['sub/', 'sub/script.sh'],
    ['sub/name.sh', 'sub/name.sh'],
    ['there', 'there/script.sh'],
  ])('to the destination %s comes as %s', async (destinationPath, path) => {
    using step = prepare('/script.sh', { destinationPath });
    mkdirSync(downloads(step, 'there'), { recursive: true });
    await awsDownloadContent.run(step.context);
    expect(readFileSync(downloads(step, path), 'utf8')).toBe(body);
  });

  test('goes to an absolute destination as it is, over what was there', async () => {
    using step = prepare('/script.sh');
    const destinationPath = join(step.context.reportsFolder, 'deep', 'file');
    const context = { ...step.context, inputs: { ...step.context.inputs, destinationPath } };
    await awsDownloadContent.run(context);
    await awsDownloadContent.run(context);
    expect(readFileSync(destinationPath, 'utf8')).toBe(body);
    expect(readdirSync(join(destinationPath, '..'))).toEqual(['file']);
  });

  test('authenticates with Basic, and names the refusal when the password is wrong', async () => {
    const info = { authMethod: 'Basic', username: 'ann', password: 'p:w' };
    using good = prepare('/basic', { info });
    expect(await awsDownloadContent.run(good.context)).toMatchObject({ exitCode: 0 });
    using bad = prepare('/basic', { info: { ...info, password: 'x' } });
    expect(await awsDownloadContent.run(bad.context)).toEqual(
      failed(expect.stringContaining('401 Unauthorized: who are you?')),
    );
    expectNothing(bad);
  });

  test('authenticates with Digest after the challenge of the server', async () => {
    const info = { authMethod: 'Digest', username: 'ann', password: 'p:w' };
    using good = prepare('/digest?a=b', { info });
    expect(await awsDownloadContent.run(good.context)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(downloads(good, 'digest'), 'utf8')).toBe(body);
    using bad = prepare('/digest?a=b', { info: { ...info, password: 'x' } });
    expect(await awsDownloadContent.run(bad.context)).toEqual(failed(expect.stringContaining('401')));
  });

  test('follows redirects, and takes no credentials to another host', async () => {
    using step = prepare('/moved');
    expect(await awsDownloadContent.run(step.context)).toMatchObject({ exitCode: 0 });
    const info = { authMethod: 'Basic', username: 'ann', password: 'p:w' };
    using away = prepare('/moved-away', { info });
    await awsDownloadContent.run(away.context);
    expect(seen.at(-2)?.headers.authorization).toMatch(/^Basic /);
    expect(seen.at(-1)?.headers).toMatchObject({ host: `localhost:${port}` });
    expect(seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  test.each([
    ['/round', 'redirects more than 10 times'],
    ['/file-address', 'redirects to an address that cannot be fetched'],
    ['/nowhere', 'the server answered 404 Not Found: no such page'],
    ['/broken', 'the transfer broke off'],
    ['/large', 'more than the 1048576 bytes'],
  ])('of %s fails, says why, and leaves nothing', async (path, reason) => {
    using step = prepare(path);
    expect(await awsDownloadContent.run(step.context)).toEqual(failed(expect.stringContaining(reason)));
    expectNothing(step);
  });

  test('keeps a compressed file as it is', async () => {
    using step = prepare('/packed');
    await awsDownloadContent.run(step.context);
    expect(readFileSync(downloads(step, 'packed')).toString('hex')).toBe('1f8b0800');
  });

  test('gives up a server that has gone silent, and ends at once when it is canceled', async () => {
    using silent = prepare('/silent');
    const { services } = silent.context;
    const impatient = { ...services, downloads: { ...services.downloads, idleMs: 200 } };
    expect(await awsDownloadContent.run({ ...silent.context, services: impatient })).toEqual(
      failed(expect.stringContaining('broke off')),
    );
    using canceled = prepare('/silent');
    const before = seen.length;
    const ended = awsDownloadContent.run(canceled.context);
    await vi.waitUntil(() => seen.length > before, { timeout: 20_000 });
    canceled.stop.abort('canceled');
    expect(await ended).toEqual({ kind: 'canceled' });
    expectNothing(canceled);
  });

  test('is ended when the whole takes too long', async () => {
    using step = prepare('/silent');
    const { services } = step.context;
    const short = { ...services, downloads: { ...services.downloads, secondsMax: 1 } };
    expect(await awsDownloadContent.run({ ...step.context, services: short })).toEqual({
      kind: 'timed-out',
      afterSeconds: 1,
    });
    expectNothing(step);
  });

  test('cannot leave its folder by its name, by "..", or over a link', async () => {
    using named = prepare('/%2e%2e%2fescape');
    await awsDownloadContent.run(named.context);
    expect(readdirSync(downloads(named))).toEqual(['download']);
    using dots = prepare('/script.sh', { destinationPath: '../up' });
    expect(await awsDownloadContent.run(dots.context)).toMatchObject({ kind: 'not-run' });
    using linked = prepare('/script.sh', { destinationPath: 'link/file' });
    mkdirSync(downloads(linked), { recursive: true });
    symlinkSync(linked.context.reportsFolder, downloads(linked, 'link'));
    expect(await awsDownloadContent.run(linked.context)).toEqual(
      failed(expect.stringContaining('leads out of the download folder')),
    );
    expect(readdirSync(linked.context.reportsFolder)).toEqual([]);
  });
});
