import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { quietLog } from '@rustine/testkit';
import { makeScratch } from './fixtures/scratch.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

// Real processes on a busy machine: the limit is there for a hang, not for speed.
vi.setConfig({ testTimeout: 180_000 });

test.each([
  ['a truncated control file', 'global/pg_control', 'cluster-broken'],
  ['a missing version file', 'PG_VERSION', 'cluster-broken'],
])('%s is an error that names cause and place, and changes nothing', async (_what, file, fault) => {
  await using scratch = await makeScratch();
  const dataDir = join(scratch.path, 'data');
  const before = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await before.stop();
  if (file === 'PG_VERSION') {
    await rm(join(before.clusterDir, file));
  } else {
    await writeFile(join(before.clusterDir, file), 'x'.repeat(8192));
  }
  const failure = startEmbeddedPostgres({ dataDir, log: quietLog });
  await expect(failure).rejects.toMatchObject({ fault });
  await expect(failure).rejects.toThrow(before.clusterDir);
});

test('a cluster that vanished is reported, not replaced by an empty one', async () => {
  await using scratch = await makeScratch();
  const dataDir = join(scratch.path, 'data');
  const before = await startEmbeddedPostgres({ dataDir, log: quietLog });
  await before.stop();
  await rm(before.clusterDir, { recursive: true });
  await expect(startEmbeddedPostgres({ dataDir, log: quietLog })).rejects.toMatchObject({
    fault: 'cluster-unreachable',
  });
});
