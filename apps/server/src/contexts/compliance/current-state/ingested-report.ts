import type { ReportKind } from '@rustine/contract';

export type Row = Readonly<Record<string, string | number | boolean | Date | null>>;

/** A report that keeps the contract, as it comes from ingest. */
export interface IngestedReport {
  readonly reportId: string;
  readonly invocationId: string;
  readonly instanceId: string;
  readonly kind: ReportKind;
  readonly capturedAt: Date;
  readonly rowCount: number;
}

/** Cells of one column, for unnest; what is not known is the empty text. */
export function texts(rows: readonly Row[], column: string): string[] {
  return rows.map((row) => String(row[column] ?? ''));
}

/** Cells of one column that may be null in the database too. */
export function nullables(rows: readonly Row[], column: string): (string | null)[] {
  return rows.map((row) => {
    const value = row[column] ?? null;
    if (value === null) return null;
    return value instanceof Date ? value.toISOString() : String(value);
  });
}
