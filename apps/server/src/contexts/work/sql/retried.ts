import type { RetryWorkRequest, WindowRule } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export type RetriedState = RetryWorkRequest['states'][number];

export interface Retried {
  readonly parameters: Record<string, string[]>;
  readonly deliverySeconds: number;
  /** Undefined for one that may run at any time. */
  readonly window: WindowRule | undefined;
  readonly instanceIds: string[];
}

/** What a work request ran with, and its instances whose invocation is in one of these states, in the order of their turns. */
export async function readRetried(db: Db, workRequestId: string, states: readonly RetriedState[]): Promise<Retried> {
  const { rows } = await sql<Omit<Retried, 'window'> & { window: WindowRule | null }>`
    select w.parameters, w.delivery_seconds as "deliverySeconds", w.window_rule as window,
      array(
        select i.instance_id from invocations i
        where i.work_request_id = w.id and i.state = any(${[...states]}::text[])
        order by i.id
      ) as "instanceIds"
    from work_requests w where w.id = ${workRequestId}::text`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`the work request ${workRequestId} is gone`);
  return { ...row, window: row.window ?? undefined };
}
