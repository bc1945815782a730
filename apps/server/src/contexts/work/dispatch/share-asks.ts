import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { askForDispatch } from './ask-for-dispatch.ts';

/** Resolves when a look at the work request, if anything of it waits, is asked for by a transaction begun after the call. */
export type AskSoon = (workRequestId: string) => Promise<void>;

/**
 * Asks for dispatch after the change that is the reason for it, in a transaction of its own that serves all who ask while
 * the one before it runs. Asked inside of its own transaction, each of thousands of agents that answer at the same time
 * would hold the work request, and the job, until its commit is on the disk, one after another.
 */
export function createSharedAsks(db: Db): AskSoon {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  const begin = (workRequestId: string): Promise<void> => {
    next.delete(workRequestId);
    const asked = withTransaction(db, (tx) => askForDispatch(tx, workRequestId)).finally(() => {
      if (running.get(workRequestId) === asked) running.delete(workRequestId);
    });
    running.set(workRequestId, asked);
    return asked;
  };
  return (workRequestId) => {
    const current = running.get(workRequestId);
    if (current === undefined) return begin(workRequestId);
    const queued = next.get(workRequestId) ?? current.catch(() => undefined).then(() => begin(workRequestId));
    next.set(workRequestId, queued);
    return queued;
  };
}
