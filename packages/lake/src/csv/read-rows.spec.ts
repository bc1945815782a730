import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { writeReport } from '../fixture/write-report.ts';
import { rows } from './read-rows.ts';

it('yields typed rows in batches, in the order of the file', async () => {
  await using directory = await temporaryDirectory();
  const cells = (row: number): Record<string, string> =>
    row === 4 ? { severity: '', size_bytes: '', reboot_suggested: '' } : {};
  const report = await writeReport(directory.path, { rows: 5, cells });
  const batches = [];
  for await (const batch of rows(report.localPath, 'available-updates', 2)) batches.push(batch);
  expect(batches.map((batch) => batch.map((row) => row.name))).toEqual([
    ['package-0', 'package-1'],
    ['package-2', 'package-3'],
    ['package-4'],
  ]);
  expect(batches[0]?.[0]).toMatchObject({
    captured_at: new Date('2026-11-21T08:00:00Z'),
    size_bytes: 4096,
    reboot_suggested: true,
  });
  expect(batches[2]?.[0]).toMatchObject({ severity: null, size_bytes: null, reboot_suggested: null });
});

it('yields nothing for a report without rows', async () => {
  await using directory = await temporaryDirectory();
  const report = await writeReport(directory.path, { rows: 0 });
  for await (const batch of rows(report.localPath, 'available-updates')) expect(batch).toBeUndefined();
});

it('ends with the place of the fault when the file is not valid after all', async () => {
  await using directory = await temporaryDirectory();
  const report = await writeReport(directory.path, {
    cells: (row) => (row === 1 ? { size_bytes: 'many' } : {}),
  });
  const all = async () => {
    for await (const batch of rows(report.localPath, 'available-updates', 1)) expect(batch).toHaveLength(1);
  };
  await expect(all()).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    details: [{ place: 'line 3, column size_bytes' }],
  });
});

it('holds one batch in memory, not the file', async () => {
  await using directory = await temporaryDirectory();
  const report = await writeReport(directory.path, { rows: 1 });
  const [header, row] = report.bytes.toString().trimEnd().split('\n');
  const block = `${row}\n`.repeat(2000);
  await writeFile(report.localPath, `${header}\n`);
  for (let part = 0; part < 100; part += 1) await writeFile(report.localPath, block, { flag: 'a' });
  let seen = 0;
  let peak = 0;
  for await (const batch of rows(report.localPath, 'available-updates')) {
    seen += batch.length;
    if (seen % 20_000 === 0) peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  }
  expect(seen).toBe(200_000);
  expect(peak).toBeLessThan(report.bytes.length * 100_000 * 0.5);
});
