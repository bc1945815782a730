import { expect, test } from 'vitest';
import { type Account, pickAccount, readAccounts } from './account.ts';
import { mayEnter } from './can-traverse.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

const root = { uid: 0, gid: 0 };
const ann = { uid: 1000, gid: 1000 };
const passwd = readAccounts(
  'root:x:0:0::/root:/bin/sh\npostgres:x:101:104::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\nann:x:1000:1000::/:/bin/sh\n',
);
const without = (name: string) => passwd.filter((account) => account.name !== name);

test.each<[string, typeof root, number | undefined, readonly Account[], string]>([
  ['an ordinary user runs it as himself', ann, undefined, passwd, 'ann'],
  ['an ordinary user runs his own cluster', ann, 1000, passwd, 'ann'],
  ['an ordinary user without a passwd entry is named by his number', { uid: 7, gid: 7 }, undefined, passwd, '7'],
  ['root runs it as postgres', root, undefined, passwd, 'postgres'],
  ['root runs it as nobody where there is no postgres', root, undefined, without('postgres'), 'nobody'],
  ['root runs a cluster as its owner, though postgres came later', root, 65_534, passwd, 'nobody'],
])('%s', (_rule, self, owner, accounts, name) => {
  expect(pickAccount(self, owner, accounts).name).toBe(name);
});

test.each<[string, typeof root, number | undefined, readonly Account[], string]>([
  ['an ordinary user cannot run the cluster of another', ann, 101, passwd, 'not-permitted'],
  ['root cannot run a cluster whose owner has no passwd entry', root, 54_321, passwd, 'no-account'],
  ['root cannot run it on a machine without such accounts', root, undefined, passwd.slice(0, 1), 'no-account'],
])('%s', (_rule, self, owner, accounts, fault) => {
  const pick = () => pickAccount(self, owner, accounts);
  expect(pick).toThrow(EmbeddedPostgresError);
  expect(pick).toThrow(expect.objectContaining({ fault }));
});

const account = { name: 'ann', ...ann };
test.each([
  [{ mode: 0o700, uid: 1000, gid: 0 }, true],
  [{ mode: 0o700, uid: 0, gid: 0 }, false],
  [{ mode: 0o710, uid: 0, gid: 1000 }, true],
  [{ mode: 0o711, uid: 0, gid: 0 }, true],
  // The first class that fits decides: an owner without the bit is out, whatever others may.
  [{ mode: 0o077, uid: 1000, gid: 1000 }, false],
  [{ mode: 0o701, uid: 0, gid: 1000 }, false],
])('a directory %o lets the account through: %s', (entry, enters) => {
  expect(mayEnter(entry, account)).toBe(enters);
});
