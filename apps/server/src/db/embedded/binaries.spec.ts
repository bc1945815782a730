import { cp, lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { pickAccount, readAccounts } from './account.ts';
import { hydrateLinks, readyBinaries } from './binaries.ts';
import { makeScratch } from './fixtures/scratch.ts';
import { runTool } from './run-tool.ts';

const account = pickAccount(
  { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 },
  undefined,
  readAccounts(),
);

test('binaries that npm installed without their library links run once we made them', async () => {
  await using scratch = await makeScratch();
  const { nativeDir } = await readyBinaries(account);
  const copy = join(scratch.path, 'package');
  const isNoLink = async (path: string) => !(await lstat(path)).isSymbolicLink();
  await cp(nativeDir, join(copy, 'native'), { recursive: true, filter: isNoLink });
  const version = () => runTool(join(copy, 'native/bin/postgres'), ['--version'], { account, timeoutMs: 30_000 });
  expect((await version()).output).toContain('error while loading shared libraries');
  expect(await hydrateLinks(copy)).toBe(true);
  expect((await version()).output).toMatch(/^postgres \(PostgreSQL\) 18\./);
});

test('making the links again changes nothing', async () => {
  const { nativeDir } = await readyBinaries(account);
  expect(await hydrateLinks(dirname(nativeDir))).toBe(true);
});
