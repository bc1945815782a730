import { createHash } from 'node:crypto';
import { createStructureCheck } from '../csv/check-structure.ts';
import { readChunks } from '../csv/read-chunks.ts';
import { validateReport, type Validation } from '../csv/validate-report.ts';
import type { BatchReport } from './report-batch.ts';

/**
 * One pass over a report's bytes proves size, SHA-256, header, structure, encoding and cells. Only
 * a report that fails is read cell by cell, to name the place. One whose bytes are not those that were granted is a
 * fault without a place.
 */
export async function precheckReport(report: BatchReport, buffer: Buffer): Promise<Validation> {
  const hash = createHash('sha256');
  const check = createStructureCheck(report.kind, { identity: report });
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
  const structure = check.end();
  if (!structure.ok) return structure;
  return structure.doubted ? nameCellFault(report) : { ok: true, rows: structure.rows };
}

async function nameCellFault(report: BatchReport): Promise<Validation> {
  const precise = await validateReport(report.localPath, report);
  // If the two ways ever disagree the report waits for a person; it is never half believed.
  return precise.ok ? mismatch('the quick check refuses a report that follows the contract') : precise;
}

function mismatch(reason: string): Validation {
  return { ok: false, fault: { line: null, column: null, reason } };
}
