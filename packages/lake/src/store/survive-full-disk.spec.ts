import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { mountSmallDisk } from '@rustine/testkit/small-disk';
import { afterAll, expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { writeReport } from '../fixture/write-report.ts';
import { createIngester } from '../ingest/create-ingester.ts';
import { createDirectoryStore } from './directory-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'rustine-full-'));
const disk = mountSmallDisk(join(folder, 'disk'), '512k');

afterAll(() => {
  disk?.[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(disk === null)(
  'a full disk refuses an object with UNAVAILABLE, keeps the old one and leaves no partial file',
  async () => {
    const root = join(disk!.path, 'store');
    const store = await createDirectoryStore({
      root,
      publicUrl: 'http://127.0.0.1/objects',
      signingKey: Buffer.alloc(32),
    });
    await store.put('a', Readable.from([Buffer.from('before')]));
    const large = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(65_536)));
    const refusal = { code: 'UNAVAILABLE', message: expect.stringContaining('no space') };
    await expect(store.put('a', large)).rejects.toMatchObject(refusal);
    expect(await store.stat('a')).toMatchObject({ sizeBytes: 6 });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  },
);

it.skipIf(disk === null)(
  'a full disk refuses a batch with UNAVAILABLE, quarantines nothing and leaves no part',
  async () => {
    await using directory = await temporaryDirectory();
    const lakeRoot = join(disk!.path, 'lake');
    const ingester = await createIngester({ lakeRoot });
    const noise = (row: number) => ({
      advisory: Array.from({ length: 40 }, (_, part) => Math.sin(row * 41 + part)).join(''),
    });
    const report = await writeReport(directory.path, { rows: 3000, cells: noise });
    const refusal = { code: 'UNAVAILABLE', message: expect.stringContaining('no space') };
    await expect(ingester.ingestBatch({ batchId: 'b1', reports: [report] })).rejects.toMatchObject(refusal);
    expect((await readdir(lakeRoot, { recursive: true })).filter((name) => name.endsWith('.parquet'))).toEqual([]);
    ingester.close();
  },
);
