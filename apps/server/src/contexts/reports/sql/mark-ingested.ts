import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export async function markIngested(
  tx: Transaction,
  report: { id: string; rows: number; capturedAt: Date },
): Promise<void> {
  await sql`
    update reports
    set state = 'INGESTED', rows = ${report.rows}::int, captured_at = ${report.capturedAt}::timestamptz,
      ingested_at = now(), fault_line = null, fault_column = null, fault_reason = null
    where id = ${report.id}::text and state = 'UPLOADED'`.execute(tx);
}
