import { sql } from 'kysely';
import type { Db, Transaction } from '../../../db/connect.ts';

/** What the API does not show, as PostgreSQL has it: columns that are added later come along by themselves. */
export async function keptWorkRequest(db: Db, workRequestId: string): Promise<unknown> {
  const { rows } = await sql<{ row: unknown }>`
    select to_jsonb(w) as row from work_requests w where w.id = ${workRequestId}::text`.execute(db);
  return rows[0]?.row;
}

export interface KeptInvocation {
  readonly id: string;
  readonly row: unknown;
  /** What it announced for publishing, with the facts of its signed manifest; null when it announced nothing. */
  readonly publication: unknown;
}

export async function keptInvocations(db: Db, ids: readonly string[]): Promise<Map<string, KeptInvocation>> {
  const { rows } = await sql<KeptInvocation>`
    select i.id, to_jsonb(i) as row, to_jsonb(p) as publication
    from invocations i left join publications p on p.invocation_id = i.id
    where i.id = any(${[...ids]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function invocationIdsOf(tx: Transaction, workRequestIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from invocations where work_request_id = any(${[...workRequestIds]}::text[]) order by id`.execute(tx);
  return rows.map(({ id }) => id);
}
