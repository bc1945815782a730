import { CodedError, type ReportKind } from '@rustine/contract';
import type { ReportFault, ReportIdentity } from '../csv/report-fault.ts';

export interface BatchReport extends ReportIdentity {
  readonly reportId: string;
  readonly kind: ReportKind;
  /** The object's bytes on this machine; `ObjectStore.lend` gives it. */
  readonly localPath: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** UTC day of the grant, YYYY-MM-DD: the partition. */
  readonly date: string;
  /** When the grant was given: the time of a scan whose report has no row to tell it. */
  readonly grantedAt: Date;
  /** The caller already knows that it must not be believed: it is kept out, and taken out of what an earlier attempt wrote. */
  readonly refused?: ReportFault;
}

/**
 * What goes into the lake as one part. The caller fixes the composition under this id before the first attempt and
 * never changes it, so a repeat writes the same part again and each row is in the lake once.
 */
export interface ReportBatch {
  readonly batchId: string;
  readonly reports: readonly BatchReport[];
}

export type ReportOutcome =
  | { readonly reportId: string; readonly state: 'ingested'; readonly rows: number }
  | { readonly reportId: string; readonly state: 'quarantined'; readonly fault: ReportFault };

/** Batch id and dates become file names. Throws VALIDATION_FAILED on one that could not, and on a report given twice. */
export function checkBatch(batch: ReportBatch): void {
  const refuse = (message: string): never => {
    throw new CodedError('VALIDATION_FAILED', `the batch is refused: ${message}`);
  };
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(batch.batchId)) refuse('its id is not 1 to 100 of A-Z a-z 0-9 _ -');
  const ids = new Set(batch.reports.map((report) => report.reportId));
  if (ids.size !== batch.reports.length) refuse('it names a report twice');
  const read = batch.reports.filter((report) => report.refused === undefined);
  if (new Set(read.map((report) => report.localPath)).size !== read.length) refuse('it names a file twice');
  for (const { date, reportId } of batch.reports) {
    const day = new Date(`${date}T00:00:00Z`);
    const real = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
    if (!real) refuse(`the date of ${reportId} is not a day like 2026-01-31`);
  }
}
