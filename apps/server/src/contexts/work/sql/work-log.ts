import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface LogEntry {
  readonly workRequestId: string;
  readonly invocationId?: string;
  readonly at: Date;
  readonly level: 'INFO' | 'WARNING' | 'ERROR';
  readonly message: string;
}

/** Adds a line to a work request's log, in plain words for a person. */
export async function writeLog(tx: Transaction, entry: LogEntry): Promise<void> {
  await sql`
    insert into work_log (work_request_id, invocation_id, at, level, message)
    values (${entry.workRequestId}::text, ${entry.invocationId ?? null}::text, ${entry.at}::timestamptz,
      ${entry.level}::text, ${entry.message}::text)`.execute(tx);
}
