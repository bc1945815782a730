import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { IngestedReport } from '../current-state/ingested-report.ts';

/**
 * Makes a report the newest word of its kind on its instance, unless a newer one is held already or the instance was
 * removed. The row stays locked
 * to the end of the transaction, so two reports of one instance replace its state one after the other.
 *
 * @returns whether the report is the newest.
 */
export async function claimScan(tx: Transaction, report: IngestedReport, now: Date): Promise<boolean> {
  // An instance whose clock is ahead must not shut out its own later scans: nothing was captured after now.
  const capturedAt = report.capturedAt < now ? report.capturedAt : now;
  const { numAffectedRows } = await sql`
    insert into instance_scans (instance_id, kind, report_id, captured_at, rows)
    select i.id, ${report.kind}::text, ${report.reportId}::text, ${capturedAt}::timestamptz, ${report.rowCount}::int
    from managed_instances i
    where i.id = ${report.instanceId}::text and i.retired_at is null
    for key share
    on conflict (instance_id, kind) do update
    set report_id = excluded.report_id, captured_at = excluded.captured_at, rows = excluded.rows
    where (instance_scans.captured_at, instance_scans.report_id) < (excluded.captured_at, excluded.report_id)`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}
