import type { Validation } from '../csv/validate-report.ts';
import { precheckReport } from './precheck-report.ts';
import type { BatchReport } from './report-batch.ts';

const BUFFER_BYTES = 256 * 1024;

/** The verdict on each report's bytes, one after the other through one buffer, however many and large they are. */
export async function precheckReports(reports: readonly BatchReport[]): Promise<ReadonlyMap<string, Validation>> {
  const verdicts = new Map<string, Validation>();
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  for (const report of reports) verdicts.set(report.reportId, await precheckReport(report, buffer));
  return verdicts;
}
