import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { askForDispatch } from './ask-for-dispatch.ts';

/** Resolves when a look at the work request, if anything of it waits, is asked for by a transaction begun after the call. */
export type AskSoon = (workRequestId: string) => Promise<void>;

/**
 * An ask waits for the look that is under way, so it takes as long as one. Three times as long nobody asks again: a look at
 * 10,000 invocations counts them all, and would else begin anew with each few answers.
 */
const PAUSE_FACTOR = 3;
const PAUSE_MS_MAX = 1000;

/**
 * Asks for dispatch after the change that is the reason for it, in a transaction of its own that serves all who ask before
 * it begins. Asked inside of its own transaction, each of thousands of agents that answer at the same time would hold the
 * work request, and the job, until its commit is on the disk, one after another.
 */
export function createSharedAsks(db: Db): AskSoon {
  /** By work request: the ask under way with the pause after it, and the one that follows. */
  const current = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  const begin = (workRequestId: string): Promise<void> => {
    next.delete(workRequestId);
    const begun = performance.now();
    const asked = withTransaction(db, (tx) => askForDispatch(tx, workRequestId));
    const over = asked
      .catch(() => undefined)
      .then(() => sleep(Math.min(PAUSE_MS_MAX, PAUSE_FACTOR * (performance.now() - begun)), undefined, { ref: false }))
      .then(() => {
        if (!next.has(workRequestId)) current.delete(workRequestId);
      });
    current.set(workRequestId, over);
    return asked;
  };
  return (workRequestId) => {
    const before = current.get(workRequestId);
    if (before === undefined) return begin(workRequestId);
    const queued = next.get(workRequestId) ?? before.then(() => begin(workRequestId));
    next.set(workRequestId, queued);
    return queued;
  };
}
