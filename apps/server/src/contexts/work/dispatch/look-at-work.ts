import { withTransaction } from '../../../db/with-transaction.ts';
import { closeWindows } from '../gate/close-windows.ts';
import type { ErrandDeps } from '../waves/errand-deps.ts';
import { runErrand } from '../waves/run-errand.ts';
import { dispatchWork } from './dispatch-work.ts';

/** More than any plan of waves needs; what is left after that is looked at a minute later. */
const ERRANDS_MAX = 100;

/**
 * Does all that a work request needs at this moment: ends what its windows no longer bear, takes its waves on, and gives
 * turns. Each part is a transaction of its own, and whoever is killed between two leaves them to the next look.
 */
export async function lookAtWork(deps: ErrandDeps, workRequestId: string): Promise<void> {
  await closeWindows(deps, workRequestId);
  for (let count = 0; count < ERRANDS_MAX; count += 1) {
    const dispatch = { workRequestId, at: deps.clock(), answersSince: deps.patience.answersSince(), needs: deps.needs };
    const errand = await withTransaction(deps.db, (tx) => dispatchWork(tx, dispatch));
    if (errand === null) return;
    await runErrand(deps, errand);
  }
}
