import { chmod, cp, lstat, mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { pickAccount, readAccounts } from './account.ts';
import { hydrateLinks, readyBinaries } from './binaries.ts';
import { makeScratch } from './fixtures/scratch.ts';
import { STAGING_ROOT } from './staging-root.ts';
import { runTool } from './run-tool.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

const account = pickAccount(
  { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 },
  undefined,
  readAccounts(),
);

test('binaries that npm installed without their library links run once we made them', async () => {
  await using scratch = await makeScratch(0o711, tmpdir());
  const { nativeDir } = await readyBinaries(account, { stagingRoot: STAGING_ROOT });
  const copy = join(scratch.path, 'package');
  const isNoLink = async (path: string) => !(await lstat(path)).isSymbolicLink();
  await cp(nativeDir, join(copy, 'native'), { recursive: true, filter: isNoLink });
  const version = () => runTool(join(copy, 'native/bin/postgres'), ['--version'], { account, timeoutMs: 30_000 });
  expect((await version()).output).toContain('error while loading shared libraries');
  expect(await hydrateLinks(copy)).toBe(true);
  expect((await version()).output).toMatch(/^postgres \(PostgreSQL\) 18\./);
});

test.runIf(process.getuid?.() === 0)(
  'binaries below a directory closed to the account run from a staged copy',
  async () => {
    await using scratch = await makeScratch(0o711, tmpdir());
    const closed = join(scratch.path, 'closed');
    await mkdir(closed);
    const { nativeDir } = await readyBinaries(account, { stagingRoot: STAGING_ROOT });
    await cp(dirname(nativeDir), join(closed, 'package'), { recursive: true, verbatimSymlinks: true });
    await chmod(closed, 0o700);
    const options = { stagingRoot: join(scratch.path, 'staging'), packageDir: join(closed, 'package') };
    // Two servers may start at once.
    const [first, second] = await Promise.all([readyBinaries(account, options), readyBinaries(account, options)]);
    expect(second).toEqual(first);
    const { output } = await runTool(join(first.nativeDir, 'bin/postgres'), ['--version'], {
      account,
      timeoutMs: 30_000,
    });
    expect(output).toMatch(/^postgres \(PostgreSQL\) 18\./);
    expect(await readdir(options.stagingRoot)).toHaveLength(1);
  },
);

test('making the links again changes nothing', async () => {
  const { nativeDir } = await readyBinaries(account, { stagingRoot: STAGING_ROOT });
  expect(await hydrateLinks(dirname(nativeDir))).toBe(true);
});
