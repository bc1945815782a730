import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

export interface Fault {
  /** 1 is the header. */
  readonly line: number | null;
  readonly column: string | null;
  readonly reason: string;
}

/** The object stays under its key: a person who reads the reason can fetch the very file. */
export async function markQuarantined(tx: Transaction, reportId: string, fault: Fault): Promise<void> {
  await sql`
    update reports
    set state = 'QUARANTINED', fault_line = ${fault.line}::bigint, fault_column = ${fault.column}::text,
      fault_reason = ${fault.reason}::text
    where id = ${reportId}::text and state = 'UPLOADED'`.execute(tx);
}
