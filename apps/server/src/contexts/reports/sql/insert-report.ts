import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { ReportRow } from '../report-row.ts';

export async function insertReport(tx: Transaction, report: Omit<ReportRow, 'state' | 'createdAt'>): Promise<void> {
  await sql`
    insert into reports (id, invocation_id, instance_id, kind, key, size_bytes, sha256, state)
    values (
      ${report.id}::text, ${report.invocationId}::text, ${report.instanceId}::text, ${report.kind}::text,
      ${report.key}::text, ${report.sizeBytes}::bigint, ${report.sha256}::text, 'GRANTED'
    )`.execute(tx);
}
