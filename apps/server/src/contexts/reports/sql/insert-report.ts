import { CodedError } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { ReportRow } from '../report-row.ts';

/**
 * The report keeps the work request's id: it outlives its invocation.
 * @throws CodedError NOT_FOUND when the invocation was cleaned up a moment ago.
 */
export async function insertReport(tx: Transaction, report: Omit<ReportRow, 'state' | 'createdAt'>): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into reports (id, invocation_id, work_request_id, instance_id, kind, key, size_bytes, sha256, state)
    select ${report.id}::text, i.id, i.work_request_id, ${report.instanceId}::text, ${report.kind}::text,
      ${report.key}::text, ${report.sizeBytes}::bigint, ${report.sha256}::text, 'GRANTED'
    from invocations i where i.id = ${report.invocationId}::text
    for key share`.execute(tx);
  if (numAffectedRows !== 1n)
    throw new CodedError('NOT_FOUND', `This instance has no invocation ${report.invocationId}.`);
}
