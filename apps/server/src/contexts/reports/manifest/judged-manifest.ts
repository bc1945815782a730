import type { ReportKind } from '@rustine/contract';

/** What an instance signed of one report. */
export interface SignedReport {
  readonly kind: ReportKind;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A manifest that was read and checked once, as the database keeps it. */
export type JudgedManifest =
  | { readonly reports: readonly SignedReport[]; readonly fault: null }
  | { readonly reports: null; readonly fault: string };
