import { createHash } from 'node:crypto';
import { createStructureCheck } from '../csv/check-structure.ts';
import { readChunks } from '../csv/read-chunks.ts';
import type { Validation } from '../csv/validate-report.ts';
import type { BatchReport } from './report-batch.ts';

/**
 * One pass over a report's bytes: size, SHA-256, header and structure. What the cells say is left to SQL. A report
 * whose bytes are not those that were granted is a fault without a place.
 */
export async function precheckReport(report: BatchReport, buffer: Buffer): Promise<Validation> {
  const hash = createHash('sha256');
  const check = createStructureCheck(report.kind);
  let sizeBytes = 0;
  for await (const chunk of readChunks(report.localPath, buffer)) {
    sizeBytes += chunk.length;
    hash.update(chunk);
    check.push(chunk);
  }
  const sha256 = hash.digest('hex');
  if (sizeBytes !== report.sizeBytes)
    return mismatch(`the file has ${sizeBytes} bytes, not the granted ${report.sizeBytes}`);
  if (sha256 !== report.sha256) return mismatch(`the file has the SHA-256 ${sha256}, not the granted ${report.sha256}`);
  return check.end();
}

function mismatch(reason: string): Validation {
  return { ok: false, fault: { line: null, column: null, reason } };
}
