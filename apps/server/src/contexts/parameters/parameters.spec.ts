import { PARAMETER_VERSIONS_MAX, PutParameterRequest } from '@rustine/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimKeys, makeKeyText, readKeyRing } from './index.ts';
import { clearForms, dumpDatabase } from './testing/dump-database.ts';
import { openStore, type TestStore } from './testing/open-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const secret = 'correct-horse-battery-staple';

describe('a parameter', () => {
  it('is put, shown, listed and deleted, and each change is in the audit log', async () => {
    const put = await store.put({ name: '/app/name', value: 'web', description: 'the name' });
    expect(put).toMatchObject({ name: '/app/name', type: 'String', version: 1, isNew: true, putBy: 'ada', labels: [] });
    expect(await store.get({ name: '/app/name' })).toMatchObject({ value: 'web', description: 'the name' });
    expect(await store.put({ name: '/app/name', value: 'web-2' })).toMatchObject({
      version: 2,
      description: 'the name',
    });
    expect(await store.get({ name: '/app/name', version: 1 })).toMatchObject({ version: 1, value: 'web' });
    expect((await store.history('/app/name')).items.map(({ version }) => version)).toEqual([2, 1]);
    expect((await store.list()).items).toMatchObject([{ name: '/app/name', version: 2 }]);
    await store.delete('/app/name');
    await expect(store.get({ name: '/app/name' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.history('/app/name')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.delete('/app/name')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await store.audited('/app/name')).map(({ action, details }) => [action, details])).toEqual([
      ['put parameter', { version: 1, type: 'String' }],
      ['put parameter', { version: 2, type: 'String' }],
      ['delete parameter', {}],
    ]);
  });

  it('gets no new version when nothing differs, and one when the description does', async () => {
    for (const type of ['String', 'SecureString']) {
      const name = `same-${type}`;
      await store.put({ name, type, value: 'x' });
      expect(await store.put({ name, type, value: 'x' })).toMatchObject({ version: 1, isNew: false });
      expect(await store.put({ name, value: 'x', description: 'why' })).toMatchObject({
        version: 2,
        type,
        isNew: true,
      });
      expect(await store.put({ name, value: 'y' })).toMatchObject({ version: 3, description: 'why' });
    }
  });

  it('keeps its type', async () => {
    await store.put({ name: 'typed', type: 'SecureString', value: 'x' });
    await expect(store.put({ name: 'typed', type: 'String', value: 'y' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await store.put({ name: 'typed', value: 'y' })).toMatchObject({ type: 'SecureString', version: 2 });
  });

  it('gets a version of each of many puts at once', async () => {
    const puts = await Promise.all(Array.from({ length: 8 }, (_, n) => store.put({ name: 'raced', value: `v${n}` })));
    expect(puts.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('has as many versions as are kept, and no more', async () => {
    for (let n = 1; n <= PARAMETER_VERSIONS_MAX + 2; n += 1) await store.put({ name: 'old', value: `v${n}` });
    const { items } = await store.history('old');
    expect([items.length, items[0]?.version, items.at(-1)?.version]).toEqual([100, 102, 3]);
    await expect(store.get({ name: 'old', version: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('has labels, which move from version to version', async () => {
    await store.put({ name: 'labeled', value: 'a' });
    await store.put({ name: 'labeled', value: 'b' });
    expect(await store.label({ name: 'labeled', version: 1, label: 'live' })).toMatchObject({ labels: ['live'] });
    expect(await store.label({ name: 'labeled', version: 2, label: 'live' })).toMatchObject({
      version: 2,
      labels: ['live'],
    });
    expect(await store.get({ name: 'labeled', version: 1 })).toMatchObject({ labels: [] });
    await expect(store.label({ name: 'labeled', version: 3, label: 'live' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    for (let n = 1; n < 10; n += 1) await store.label({ name: 'labeled', version: 2, label: `l${n}` });
    await expect(store.label({ name: 'labeled', version: 2, label: 'l10' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is found by the beginning of its name, page after page', async () => {
    for (const name of ['/page/c', '/page/a', '/page/b', '/pagf']) await store.put({ name, value: 'x' });
    const names = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<TestStore['list']>> = await store.list({
        prefix: '/page/',
        limit: 2,
        ...(cursor && { cursor }),
      });
      names.push(page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(names).toEqual([['/page/a', '/page/b'], ['/page/c']]);
  });

  it.each(['/a/b', 'a.b-c_d', '/Dev/x', `/${'a/'.repeat(14)}z`])('may be named %s', (name) => {
    expect(PutParameterRequest.safeParse({ name, value: 'x' }).success).toBe(true);
  });

  it.each(['', 'a/b', '/a/', '//a', 'a b', 'a:b', '/aws/x', 'SSM-x', 'awsx', `/${'a/'.repeat(15)}z`, 'é'])(
    'may not be named %j',
    (name) => {
      expect(PutParameterRequest.safeParse({ name, value: 'x' }).success).toBe(false);
    },
  );

  it('has a value of 1 to 8,192 bytes', () => {
    const holds = (value: string) => PutParameterRequest.safeParse({ name: 'x', value }).success;
    expect([holds(''), holds('é'.repeat(4096)), holds(`${'é'.repeat(4096)}a`)]).toEqual([false, true, false]);
  });
});

describe('a secret parameter', () => {
  it('is told only to who asks for it, which is noted, and stands nowhere in the database', async () => {
    await store.put({ name: '/db/password', type: 'SecureString', value: secret, description: 'of the database' });
    expect(await store.get({ name: '/db/password' })).toMatchObject({ value: null });
    expect(JSON.stringify([await store.list(), await store.history('/db/password')])).not.toContain(secret);
    expect(await store.get({ name: '/db/password', withValue: true })).toMatchObject({ value: secret });
    expect((await store.audited('/db/password')).at(-1)).toEqual({
      actor: 'ada',
      action: 'read secret parameter',
      requestId: 'req-1',
      details: { version: 1 },
    });
    const dump = await dumpDatabase(store.db);
    expect(dump).toContain('of the database');
    for (const form of clearForms(secret)) expect(dump).not.toContain(form);
  });

  it('does not open when its row was moved or changed, and says so', async () => {
    await store.put({ name: 'moved', type: 'SecureString', value: 'one' });
    await store.put({ name: 'moved', value: 'two' });
    await sql`
      update parameter_versions set (nonce, sealed) = (select nonce, sealed from parameter_versions where name = 'moved' and version = 1)
      where name = 'moved' and version = 2`.execute(store.db);
    await expect(store.get({ name: 'moved', withValue: true })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('moved version 2 is not what was written'),
    });
    expect(await store.put({ name: 'moved', value: 'two' })).toMatchObject({ version: 3, isNew: true });
    expect(await store.get({ name: 'moved', withValue: true })).toMatchObject({ value: 'two' });
  });

  it('is not opened by a server with another key, which names the key and the file', async () => {
    await store.put({ name: 'locked', type: 'SecureString', value: 'x' });
    const other = store.at(readKeyRing(makeKeyText(), '/data/keys/parameters'));
    const { keyIds } = readKeyRing(store.keyText, '');
    await expect(other.get({ name: 'locked', withValue: true })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(new RegExp(`key ${keyIds[0]}, which /data/keys/parameters`)),
    });
    expect(await other.get({ name: 'locked' })).toMatchObject({ value: null });
  });
});

describe('the key file', () => {
  it('of another server keeps it from starting, and one that has the old key too does not', async () => {
    const other = makeKeyText();
    await expect(claimKeys(store.db, readKeyRing(other, '/data/keys/parameters'))).rejects.toThrow(
      /\/data\/keys\/parameters lacks the key [0-9a-f]{16}.*Copy keys\/parameters/,
    );
    const rotated = readKeyRing(`${other}\n${store.keyText}`, '/data/keys/parameters');
    await claimKeys(store.db, rotated);
    await store.put({ name: 'rotated', type: 'SecureString', value: 'before' });
    expect(await store.at(rotated).get({ name: 'rotated', withValue: true })).toMatchObject({ value: 'before' });
    await store.at(rotated).put({ name: 'rotated', value: 'after' });
    await expect(store.get({ name: 'rotated', withValue: true })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(claimKeys(store.db, readKeyRing(store.keyText, 'old'))).rejects.toThrow(/old lacks the key/);
  });

  it('that gives up a lost key has forgotten what it encrypted, and nothing else', async () => {
    await using lone = await openStore();
    await lone.put({ name: 'plain', value: 'kept' });
    await lone.put({ name: 'gone', type: 'SecureString', value: 'x' });
    await lone.put({ name: 'renewed', type: 'SecureString', value: 'old' });
    const [lostId] = readKeyRing(lone.keyText, '').keyIds;
    const next = makeKeyText();
    const both = readKeyRing(`${next}\n${lone.keyText}`, 'both');
    await claimKeys(lone.db, both);
    await lone.at(both).put({ name: 'renewed', value: 'new' });
    await expect(claimKeys(lone.db, readKeyRing(next, 'next'))).rejects.toThrow(`add the line "lost ${lostId}"`);
    const after = readKeyRing(`${next}\nlost ${lostId}`, 'next');
    await claimKeys(lone.db, after);
    await claimKeys(lone.db, after);
    await expect(lone.get({ name: 'gone' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await lone.get({ name: 'plain' })).toMatchObject({ value: 'kept' });
    expect((await lone.history('renewed')).items.map(({ version }) => version)).toEqual([2]);
    expect(await lone.at(after).get({ name: 'renewed', withValue: true })).toMatchObject({ value: 'new' });
    expect((await lone.audited('gone')).at(-1)).toMatchObject({ actor: 'rustine', action: 'forget parameter' });
  });
});
