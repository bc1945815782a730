import type { Log } from '../../../db/log.ts';
import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { workRequestsWithWaiting } from '../sql/waiting.ts';
import type { Patience } from './answers-since.ts';
import { dispatchWork } from './dispatch-work.ts';

/**
 * Looks at all work of which something waits. Time alone can make room, when an instance that was to answer has gone
 * offline; and a look that was asked for may have been lost with the queue's tables.
 */
export async function sweepWaiting({
  db,
  log,
  clock,
  patience,
}: {
  readonly db: Db;
  readonly log: Log;
  readonly clock: () => Date;
  readonly patience: Patience;
}): Promise<void> {
  for (const workRequestId of await workRequestsWithWaiting(db)) {
    try {
      const answersSince = patience.answersSince();
      await withTransaction(db, (tx) => dispatchWork(tx, { workRequestId, at: clock(), answersSince }));
    } catch (error) {
      // One that cannot be dispatched must not hold up the others.
      log.error(
        { err: error, workRequestId },
        'could not give waiting invocations their turn; trying again in a minute',
      );
    }
  }
}
