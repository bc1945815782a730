import type { OutputPiece } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

export interface NewPiece extends Omit<OutputPiece, 'instanceName'> {
  readonly workRequestId: string;
}

/** Keeps pieces of output for those who follow, in the order in which they were written. */
export async function insertPieces(tx: Transaction, pieces: readonly NewPiece[]): Promise<void> {
  if (pieces.length === 0) return;
  await sql`
    insert into output_pieces (work_request_id, invocation_id, step, stream, start_byte, end_byte, text)
    select work_request_id, invocation_id, step, stream, start_byte, end_byte, text from unnest(
      ${pieces.map((piece) => piece.workRequestId)}::text[],
      ${pieces.map((piece) => piece.invocationId)}::text[],
      ${pieces.map((piece) => piece.step)}::text[],
      ${pieces.map((piece) => piece.stream)}::text[],
      ${pieces.map((piece) => piece.startByte)}::bigint[],
      ${pieces.map((piece) => piece.endByte)}::bigint[],
      ${pieces.map((piece) => piece.text)}::text[]
    ) with ordinality as piece (work_request_id, invocation_id, step, stream, start_byte, end_byte, text, position)
    order by position`.execute(tx);
}

export interface PieceRow extends OutputPiece {
  readonly id: number;
}

/** Those above `after` of transactions from `since` up to `until`, where those are given: so many, or so many bytes. */
export async function selectPieces(
  db: Db,
  workRequestId: string,
  page: { since: string | null; until: string; after: string; limit: number; bytes: number },
): Promise<PieceRow[]> {
  const { rows } = await sql<PieceRow>`
    select p.id, p.invocation_id as "invocationId", m.display_name as "instanceName", p.step, p.stream,
      p.start_byte as "startByte", p.end_byte as "endByte", p.text
    from (
      select *, sum(octet_length(text)) over (order by id) - octet_length(text) as bytes_before from (
        select * from output_pieces
        where work_request_id = ${workRequestId}::text and id > ${page.after}::bigint
          and (${page.since}::xid8 is null or changed_in >= ${page.since}::xid8)
          and changed_in < ${page.until}::xid8
        order by id
        limit ${page.limit}::integer
      ) next
    ) p
    join invocations i on i.id = p.invocation_id
    join managed_instances m on m.id = i.instance_id
    where p.bytes_before < ${page.bytes}::bigint
    order by p.id`.execute(db);
  return rows;
}

export function presentPiece(row: PieceRow): OutputPiece {
  const { invocationId, instanceName, step, stream, startByte, endByte, text } = row;
  return { invocationId, instanceName, step, stream, startByte, endByte, text };
}

const KEPT_AFTER_END_MS = 3_600_000;

/** What has ended for an hour is followed by nobody; its steps keep the head and the tail. */
export async function removeOldPieces(db: Db, now: Date): Promise<void> {
  const endedBefore = new Date(now.getTime() - KEPT_AFTER_END_MS);
  await sql`
    delete from output_pieces where work_request_id in (
      select w.id from work_requests w
      where w.finished_at < ${endedBefore}::timestamptz
        and exists (select from output_pieces p where p.work_request_id = w.id)
    )`.execute(db);
}
