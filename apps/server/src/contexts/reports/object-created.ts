import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { markUploaded } from './sql/mark-uploaded.ts';
import { wakeIngest } from './wake-ingest.ts';

/**
 * The store says that an object is there, whole. The event may come never, late or many times: the report moves once,
 * and the wish to ingest it is recorded in the same transaction.
 *
 * @returns whether this event moved a report.
 */
export async function objectCreated(
  { db, clock }: { db: Db; clock: () => Date },
  object: { key: string; sha256: string },
): Promise<boolean> {
  return withTransaction(db, async (tx) => {
    const moved = await markUploaded(tx, object);
    if (moved) await wakeIngest(tx, clock());
    return moved;
  });
}
