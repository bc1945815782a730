import type { Validation } from '../csv/validate-report.ts';
import { precheckReport } from './precheck-report.ts';
import type { BatchReport } from './report-batch.ts';

const BUFFER_BYTES = 256 * 1024;
/** While one lane hashes, the others wait for the disk; more would only take memory. */
const LANES = 3;

/** The verdict on each report's bytes. Memory: one buffer a lane, however many and large the reports are. */
export async function precheckReports(reports: readonly BatchReport[]): Promise<ReadonlyMap<string, Validation>> {
  const verdicts = new Map<string, Validation>();
  const waiting = reports.values();
  const lane = async (): Promise<void> => {
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    for (const report of waiting) verdicts.set(report.reportId, await precheckReport(report, buffer));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return verdicts;
}
