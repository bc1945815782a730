import type { InvocationState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Moves locked invocations to CANCELING (with a deadline) or CANCELED (without), many in one statement. */
export async function cancelInvocations(
  tx: Transaction,
  invocationIds: readonly string[],
  change: {
    readonly state: Extract<InvocationState, 'CANCELING' | 'CANCELED'>;
    readonly reason: string;
    readonly deadlineAt: Date | null;
    readonly at: Date;
  },
): Promise<void> {
  await sql`
    update invocations set
      state = ${change.state}::text,
      reason = ${change.reason}::text,
      deadline_at = ${change.deadlineAt}::timestamptz,
      finished_at = case when ${change.state}::text = 'CANCELED' then ${change.at}::timestamptz end
    where id = any(${[...invocationIds]}::text[])`.execute(tx);
}
