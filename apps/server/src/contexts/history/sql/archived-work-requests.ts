import type { WorkRequestState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** Where a work request lies in the lake. */
export interface Archived {
  readonly id: string;
  /** YYYY-MM-DD */
  readonly day: string;
}

/** Notes that these are in the lake, before they go. */
export async function noteArchived(
  tx: Transaction,
  workRequestIds: readonly string[],
  { batchId, day, at }: { readonly batchId: string; readonly day: string; readonly at: Date },
): Promise<void> {
  await sql`
    insert into archived_work_requests (id, day, batch_id, document_name, state, created_at, finished_at, archived_at)
    select id, ${day}::date, ${batchId}::text, document_name, state, created_at, finished_at, ${at}::timestamptz
    from work_requests where id = any(${[...workRequestIds]}::text[])`.execute(tx);
}

export async function findArchived(db: Db, workRequestId: string): Promise<Archived | null> {
  const { rows } = await sql<Archived>`
    select id, day from archived_work_requests where id = ${workRequestId}::text`.execute(db);
  return rows[0] ?? null;
}

export interface ArchivedFilter {
  readonly state?: WorkRequestState | undefined;
  readonly documentName?: string | undefined;
  /** Made from `since` on, and before `until`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Only those with a higher id. */
  readonly above?: string | undefined;
}

/** Newest first, which is descending ids, below `before`. */
export async function listArchived(
  db: Db,
  filter: ArchivedFilter,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<Archived[]> {
  const { rows } = await sql<Archived>`
    select id, day from archived_work_requests
    where (${before}::text is null or id < ${before}::text)
      and (${filter.above ?? null}::text is null or id > ${filter.above ?? null}::text)
      and (${filter.state ?? null}::text is null or state = ${filter.state ?? null}::text)
      and (${filter.documentName ?? null}::text is null or document_name = ${filter.documentName ?? null}::text)
      and (${filter.since ?? null}::timestamptz is null or created_at >= ${filter.since ?? null}::timestamptz)
      and (${filter.until ?? null}::timestamptz is null or created_at < ${filter.until ?? null}::timestamptz)
    order by id desc
    limit ${limit}::int`.execute(db);
  return rows;
}
