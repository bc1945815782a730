import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CodedError } from '@rustine/contract';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { createDirectoryStore } from './directory-store.ts';

const publicUrl = 'https://rustine.example.org/objects';
const signingKey = Buffer.alloc(32, 7);
const key = 'reports/v1/kind=updates-before/date=2026-11-21/instance=mi-1/inv-1.csv';
const body = Buffer.from('a,b\n1,2\n');
const sha256 = createHash('sha256').update(body).digest('hex');
const terms = { key, sizeBytes: body.length, sha256, expiresAt: new Date('2026-11-21T09:00:00Z') };
const now = () => new Date('2026-11-21T08:00:00Z');

const open = (root: string, at = now) => createDirectoryStore({ root, publicUrl, signingKey, now: at });
const partials = (root: string) => readdir(join(root, 'tmp'));

it('takes the granted upload, again and again, and gives it back', async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  const grant = await store.grantUpload(terms);
  expect(grant).toMatchObject({ key, expiresAt: '2026-11-21T09:00:00.000Z' });
  for (let time = 0; time < 2; time += 1) {
    const upload = {
      url: grant.url,
      headers: { ...grant.headers, 'content-length': '8' },
      body: Readable.from([body]),
    };
    expect(await store.acceptUpload(upload)).toEqual({ key, sizeBytes: 8, sha256 });
  }
  expect(await buffer(await store.get(key))).toEqual(body);
  expect(await store.stat(key)).toEqual({ sizeBytes: 8, sha256 });
  expect(await partials(directory.path)).toEqual([]);
});

it('takes the path of a request as well as the whole URL', async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  const { url, headers } = await store.grantUpload(terms);
  const { pathname, search } = new URL(url);
  await store.acceptUpload({ url: pathname + search, headers, body: Readable.from([body]) });
  expect(await store.stat(key)).not.toBeNull();
});

const changes: [string, (url: URL) => void][] = [
  ['another key', (url) => (url.pathname = url.pathname.replace('inv-1', 'inv-2'))],
  ['a key with .. in it', (url) => (url.pathname = url.pathname.replace('inv-1', '%2e%2e%2finv-1'))],
  ['another size', (url) => url.searchParams.set('size', '9')],
  ['another sum', (url) => url.searchParams.set('sha256', '0'.repeat(64))],
  ['a later expiry', (url) => url.searchParams.set('expires', String(Date.parse('2027-01-01')))],
  ['a cut signature', (url) => url.searchParams.set('signature', (url.searchParams.get('signature') ?? '').slice(1))],
  ['no signature', (url) => url.searchParams.delete('signature')],
  ['a path outside the route', (url) => (url.pathname = `/other/${key}`)],
  ['a broken percent sign', (url) => (url.pathname = '/objects/%zz')],
];

it.each(changes)('refuses a grant changed to %s', async (_, change) => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  const grant = await store.grantUpload(terms);
  const url = new URL(grant.url);
  change(url);
  const upload = store.acceptUpload({ url: url.href, headers: grant.headers, body: Readable.from([body]) });
  await expect(upload).rejects.toMatchObject({ code: 'GRANT_INVALID' });
  expect(await readdir(join(directory.path, 'objects'))).toEqual([]);
});

it('refuses a grant of another signing key, and one whose sum header is missing', async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  const other = await createDirectoryStore({ root: directory.path, publicUrl, signingKey: Buffer.alloc(32, 8), now });
  const { url, headers } = await other.grantUpload(terms);
  await expect(store.acceptUpload({ url, headers, body: Readable.from([body]) })).rejects.toMatchObject({
    code: 'GRANT_INVALID',
  });
  const ours = await store.grantUpload(terms);
  const upload = store.acceptUpload({ url: ours.url, headers: {}, body: Readable.from([body]) });
  await expect(upload).rejects.toMatchObject({ code: 'GRANT_INVALID' });
});

it('refuses an expired grant', async () => {
  await using directory = await temporaryDirectory();
  const { url, headers } = await (await open(directory.path)).grantUpload(terms);
  const later = await open(directory.path, () => terms.expiresAt);
  await expect(later.acceptUpload({ url, headers, body: Readable.from([body]) })).rejects.toMatchObject({
    code: 'GRANT_EXPIRED',
  });
});

async function* breaksOff() {
  yield body.subarray(0, 4);
  throw new Error('aborted');
}

const bodies: [string, string, () => Readable, Record<string, string>][] = [
  ['fewer bytes', 'OBJECT_MISMATCH', () => Readable.from([body.subarray(0, 5)]), {}],
  ['more bytes', 'PAYLOAD_TOO_LARGE', () => Readable.from([body, body]), {}],
  ['other bytes', 'OBJECT_MISMATCH', () => Readable.from([Buffer.from('a,b\n1,3\n')]), {}],
  ['a body that breaks off', 'OBJECT_MISMATCH', () => Readable.from(breaksOff()), {}],
  ['a larger declared length', 'PAYLOAD_TOO_LARGE', () => Readable.from([body]), { 'content-length': '9' }],
  ['a smaller declared length', 'OBJECT_MISMATCH', () => Readable.from([body]), { 'content-length': '7' }],
];

it.each(bodies)('refuses %s and keeps what was there, without a partial file', async (_, code, make, more) => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  await store.put(key, Readable.from([Buffer.from('before')]));
  const { url, headers } = await store.grantUpload(terms);
  await expect(store.acceptUpload({ url, headers: { ...headers, ...more }, body: make() })).rejects.toMatchObject({
    code,
  });
  expect(String(await buffer(await store.get(key)))).toBe('before');
  expect(await partials(directory.path)).toEqual([]);
});

it.each([
  '',
  '/etc/passwd',
  '../x',
  'a/../b',
  'a/./b',
  'a//b',
  'a/',
  '.hidden',
  'a\\b',
  'a\0b',
  'a b',
  'a%2e',
  'a:b',
  'x'.repeat(501),
])('refuses the key %j everywhere', async (bad) => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  const refusal = { code: 'VALIDATION_FAILED' };
  await expect(store.put(bad, Readable.from([body]))).rejects.toMatchObject(refusal);
  await expect(store.get(bad)).rejects.toMatchObject(refusal);
  await expect(store.stat(bad)).rejects.toMatchObject(refusal);
  await expect(store.delete(bad)).rejects.toMatchObject(refusal);
  await expect(store.lend(bad)).rejects.toMatchObject(refusal);
  await expect(store.grantUpload({ ...terms, key: bad })).rejects.toMatchObject(refusal);
});

it('does not follow a symbolic link below its root, in a folder or as the object', async () => {
  await using directory = await temporaryDirectory();
  await using outside = await temporaryDirectory();
  const store = await open(directory.path);
  await writeFile(join(outside.path, 'secret'), 'x');
  await symlink(outside.path, join(directory.path, 'objects', 'link'));
  await mkdir(join(directory.path, 'objects', 'folder'));
  await symlink(join(outside.path, 'secret'), join(directory.path, 'objects', 'folder', 'secret'));
  await expect(store.put('link/new', Readable.from([body]))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  await expect(store.get('link/secret')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  await expect(store.get('folder/secret')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(await readdir(outside.path)).toEqual(['secret']);
});

it('lists by prefix, deletes, and says what is not there', async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  for (const name of ['a/b1', 'a/b2/c', 'a/d', 'e']) await store.put(name, Readable.from([body]));
  const list = async (prefix: string) => {
    const keys = [];
    for await (const object of store.list(prefix)) keys.push(object.key);
    return keys.toSorted();
  };
  expect(await list('')).toEqual(['a/b1', 'a/b2/c', 'a/d', 'e']);
  expect(await list('a/b')).toEqual(['a/b1', 'a/b2/c']);
  expect(await list('none/')).toEqual([]);
  await store.delete('a/d');
  await store.delete('a/d');
  expect(await list('a/d')).toEqual([]);
  expect(await store.stat('a/d')).toBeNull();
  await expect(store.get('a/d')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(store.lend('a/d')).rejects.toBeInstanceOf(CodedError);
});

it('sweeps at opening what a killed process left, but not an upload that still runs', async () => {
  await using directory = await temporaryDirectory();
  await open(directory.path);
  const left = join(directory.path, 'tmp', 'left');
  const running = join(directory.path, 'tmp', 'running');
  for (const path of [left, running]) await writeFile(path, randomBytes(10));
  await utimes(left, new Date('2026-11-21T06:00:00Z'), new Date('2026-11-21T06:00:00Z'));
  await utimes(running, new Date('2026-11-21T07:59:00Z'), new Date('2026-11-21T07:59:00Z'));
  await open(directory.path);
  expect(await partials(directory.path)).toEqual(['running']);
});
