import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** Lets the agent fetch the command for so long at least: its machine may have taken longer to start than was thought. */
export async function holdCommandUntil(tx: Transaction, invocationId: string, until: Date): Promise<void> {
  await sql`
    update invocations set expires_at = greatest(expires_at, ${until}::timestamptz)
    where id = ${invocationId}::text and state = 'POWERING_ON'`.execute(tx);
}
