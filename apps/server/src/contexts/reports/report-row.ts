import type { ReportKind, ReportState } from '@rustine/contract';

/** The columns of a report that its use cases work with, as they come from SQL. */
export interface ReportRow {
  readonly id: string;
  readonly invocationId: string;
  readonly instanceId: string;
  readonly kind: ReportKind;
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly state: ReportState;
  readonly createdAt: Date;
}
