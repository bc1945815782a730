import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

/** The oldest transaction that may still commit: what those before it wrote is there for good. */
export async function readHorizon(db: Db): Promise<string> {
  const { rows } = await sql<{ horizon: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`.execute(db);
  return rows[0]!.horizon;
}

/**
 * Whether something of a work request was committed from this horizon on. Numbers of transactions that have not begun
 * come from a database that this one was restored from, and tell nothing.
 */
export async function tellsMore(db: Db, workRequestId: string, horizon: string): Promise<boolean> {
  const { rows } = await sql<{ more: boolean }>`
    select exists (
      select from invocations
      where work_request_id = ${workRequestId}::text and changed_in >= ${horizon}::xid8
        and changed_in < pg_snapshot_xmax(pg_current_snapshot())
    ) or exists (
      select from output_pieces
      where work_request_id = ${workRequestId}::text and changed_in >= ${horizon}::xid8
        and changed_in < pg_snapshot_xmax(pg_current_snapshot())
    ) as more`.execute(db);
  return rows[0]?.more ?? false;
}
