import type { TaskList } from 'graphile-worker';
import type { Db } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { cleanHistory } from './clean/clean-history.ts';
import { CLEAN_TASK, wakeCleaning } from './clean/wake-cleaning.ts';
import { createHandlers } from './handlers.ts';
import type { HistoryNeeds, LiveHandlers } from './needs.ts';
import { isCleaningDue } from './sql/history-runs.ts';

export type { HistoryNeeds };
export { durationsOf } from './durations-of.ts';

export interface HistoryDeps {
  readonly db: Db;
  readonly log: Log;
  readonly clock: () => Date;
  /** Days after its end from which a work request is cleaned up. */
  readonly days: number;
  readonly needs: HistoryNeeds;
}

export interface History {
  readonly handlers: LiveHandlers;
  readonly tasks: TaskList;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Finished work requests leave PostgreSQL for the lake, once a day, and are still found there. What is chosen on a day
 * is chosen by one replica; each minute every replica looks whether this day's turn, or that of an attempt, has come, so
 * a day on which no server ran is made up by the next start.
 */
export function createHistory(deps: HistoryDeps): History {
  const { db, clock } = deps;
  const wake = async (): Promise<void> => {
    if (await isCleaningDue(db, clock())) await withTransaction(db, wakeCleaning);
  };
  const waking = repeatEachMinute(wake, { log: deps.log, name: 'wake-history' });
  return {
    handlers: createHandlers(deps),
    tasks: { [CLEAN_TASK]: (_payload, { abortSignal }) => cleanHistory(deps, abortSignal) },
    start: () => waking.start(),
    stop: () => waking.stop(),
  };
}
