import type { Validation } from '../csv/validate-report.ts';
import type { BatchReport } from './report-batch.ts';

/** What the pool asks a worker; both ways are structured clones, so they are plain data. */
export interface PrecheckQuestion {
  readonly reports: readonly BatchReport[];
}

export type PrecheckAnswer =
  | { readonly verdicts: readonly (readonly [reportId: string, verdict: Validation])[] }
  /** A system error loses its code when it is cloned, and the code names the cause. */
  | { readonly failed: { readonly message: string; readonly code: string | undefined } };
