import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../fixture/temporary-directory.ts';
import { writeReport, type ReportFile } from '../fixture/write-report.ts';
import { createPrecheck, type Precheck } from './create-precheck.ts';
import { precheckReports } from './precheck-reports.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let precheck: Precheck;

beforeEach(async () => {
  directory = await temporaryDirectory();
  precheck = createPrecheck(2);
});

afterEach(async () => {
  precheck.close();
  await directory[Symbol.asyncDispose]();
});

/** Some 9 MB, which is worth threads, with faults here and there. */
async function manyReports(): Promise<ReportFile[]> {
  const reports: ReportFile[] = [];
  for (let index = 0; index < 12; index += 1) {
    const corrupt = (text: string) => (index % 3 === 0 ? text.replace('4096', 'many') : text);
    reports.push(await writeReport(directory.path, { rows: 3000, corrupt }));
  }
  expect(reports.reduce((sum, report) => sum + report.sizeBytes, 0)).toBeGreaterThan(4 * 1024 * 1024);
  return reports;
}

describe('the check of a large batch on several threads', () => {
  it('gives every report the verdict that one thread gives', async () => {
    const reports = await manyReports();
    const verdicts = await precheck.check(reports);
    expect(verdicts.size).toBe(12);
    const alone = await precheckReports(reports);
    for (const { reportId } of reports) expect(verdicts.get(reportId)).toEqual(alone.get(reportId));
    expect([...verdicts.values()].filter((verdict) => !verdict.ok)).toHaveLength(4);
  });

  it('says which system error stopped it, and takes the next batch as if nothing had been', async () => {
    const reports = await manyReports();
    const lost = reports[7]!;
    await rm(lost.localPath);
    await expect(precheck.check(reports)).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(lost.localPath, lost.bytes);
    expect((await precheck.check(reports)).size).toBe(12);
  });

  it('can be asked many times without a listener left behind', async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on('warning', note);
    const reports = await manyReports();
    for (let round = 0; round < 6; round += 1) await precheck.check(reports);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
