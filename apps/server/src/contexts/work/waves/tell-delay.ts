import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { FirstWave } from '../sql/pins.ts';
import { explainWaiting } from '../sql/skip-waiting.ts';
import { lockWorkRequest } from '../sql/work-request-state.ts';

interface Delay {
  readonly workRequestId: string;
  readonly position: number;
  readonly first: FirstWave;
  readonly why: string;
}

/** The store does not answer: those that wait to be bound say so, or a person would see nothing but that they wait. */
export async function tellDelay(db: Db, { workRequestId, position, first, why }: Delay): Promise<void> {
  const reason = `Waiting for the versions that wave ${first.name} installed, which cannot be read now and are asked for again each minute: ${why.slice(0, 500)}`;
  await withTransaction(db, async (tx) => {
    await lockWorkRequest(tx, workRequestId);
    await explainWaiting(tx, { workRequestId, wave: position }, reason);
  });
}
