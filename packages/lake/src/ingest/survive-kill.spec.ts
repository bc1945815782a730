import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { writeReport } from '../fixture/write-report.ts';
import { countRows } from '../read/count-rows.ts';
import { createLakeReader } from '../read/create-lake-reader.ts';
import { createIngester } from './create-ingester.ts';
import { partPath, REGISTER } from './lake-paths.ts';

const part = { batchId: 'b1', date: '2026-11-21' };

const moments: [string, (lakeRoot: string) => boolean][] = [
  [
    'while the first part is written',
    (root) => existsSync(join(root, 'tmp')) && readdirSync(join(root, 'tmp')).length > 0,
  ],
  ['between the first part and the second', (root) => existsSync(partPath(root, 'available-updates', part))],
  ['once the register stands', (root) => existsSync(partPath(root, REGISTER, part))],
];

it.each(moments)('a kill -9 %s and a repeat leave each row exactly once', async (_, reached) => {
  await using directory = await temporaryDirectory();
  const lakeRoot = join(directory.path, 'lake');
  const reports = [];
  for (let index = 0; index < 40; index += 1) {
    reports.push(
      await writeReport(directory.path, {
        kind: index % 2 === 0 ? 'available-updates' : 'software-inventory',
        rows: 1500,
      }),
    );
  }
  const batchPath = join(directory.path, 'batch.json');
  await writeFile(
    batchPath,
    JSON.stringify({ batchId: part.batchId, reports: reports.map(({ bytes: _bytes, ...report }) => report) }),
  );

  const child = spawn(
    process.execPath,
    ['--conditions=@rustine/source', join(import.meta.dirname, '../fixture/ingest-child.ts'), lakeRoot, batchPath],
    { stdio: 'inherit' },
  );
  const ended = once(child, 'exit');
  while (!reached(lakeRoot) && child.exitCode === null) await setImmediate();
  expect(reached(lakeRoot)).toBe(true);
  child.kill('SIGKILL');
  await ended;

  const reader = await createLakeReader({ lakeRoot });
  const counts = async () => [
    ...(await reader.run(countRows('available-updates'), {})),
    ...(await reader.run(countRows('software-inventory'), {})),
  ];
  const nothing = { rows: 0, reports: 0 };
  const all = { rows: 30_000, reports: 20 };
  // A batch shows whole or not at all, whatever parts of it lie there.
  expect([
    [nothing, nothing],
    [all, all],
  ]).toContainEqual(await counts());

  const ingester = await createIngester({ lakeRoot });
  for (let time = 0; time < 2; time += 1) {
    await ingester.ingestBatch({ batchId: part.batchId, reports });
    expect(await counts()).toEqual([all, all]);
  }
  ingester.close();
  reader.close();
});
