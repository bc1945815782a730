import { randomUUID } from 'node:crypto';
import type { HistoryWriter } from '@rustine/lake';
import { sql } from 'kysely';
import type { Log } from '../../../db/log.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { HistoryNeeds } from '../needs.ts';
import { chooseBatch } from '../sql/choose-batch.ts';
import { lockDueBatch, postponeBatch, type DueBatch } from '../sql/history-batches.ts';
import { claimDay, noteChosen } from '../sql/history-runs.ts';
import { archiveBatch } from './archive-batch.ts';
import type { RowsDeps } from './rows-of-work.ts';

export interface CleanDeps {
  readonly db: RowsDeps['db'];
  readonly log: Log;
  readonly clock: () => Date;
  /** Days after its end from which a work request is cleaned up. */
  readonly days: number;
  readonly needs: HistoryNeeds;
}

const DAY_MS = 86_400_000;
/** An agent may have been without network: for so long after the end of a run its reports are taken (grant-uploads.ts). */
const UNTOLD_DAYS = 7;

/** Waits between attempts at a batch: doubled from the first to the longest, in milliseconds. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;

/** Chooses what is to be cleaned if nobody did so on this day, then cleans all batches that are due. */
export async function cleanHistory(deps: CleanDeps, signal?: AbortSignal): Promise<void> {
  await chooseOfDay(deps);
  const stopping = (): boolean => signal?.aborted === true;
  const writer = await deps.needs.lake.openWriter();
  try {
    while (!stopping() && (await cleanDueBatch(deps, writer)));
  } finally {
    writer.close();
  }
}

/** One transaction: a replica that dies in it has chosen nothing, and one that comes second finds the day taken. */
async function chooseOfDay({ db, clock, days, log }: CleanDeps): Promise<void> {
  const now = clock();
  const endedBefore = new Date(now.getTime() - days * DAY_MS);
  const untoldBefore = new Date(now.getTime() - Math.max(days, UNTOLD_DAYS) * DAY_MS);
  const chosen = await withTransaction(db, async (tx) => {
    if (!(await claimDay(tx, now))) return 0;
    let total = 0;
    for (let count: number; ; total += count) {
      count = await chooseBatch(tx, { batchId: `his-${randomUUID()}`, endedBefore, untoldBefore });
      if (count === 0) break;
    }
    await noteChosen(tx, now, total);
    return total;
  });
  if (chosen > 0) log.info({ workRequests: chosen, days }, 'finished work requests are moved to the history');
}

/** @returns false when no batch is due. */
async function cleanDueBatch(deps: CleanDeps, writer: HistoryWriter): Promise<boolean> {
  const { db, log, clock, needs } = deps;
  const claimed: { batch?: DueBatch } = {};
  try {
    const figures = await db.transaction().execute(async (tx) => {
      // The transaction is idle while the lake writes; half an hour is far past the largest batch.
      await sql`set local idle_in_transaction_session_timeout = '30min'`.execute(tx);
      const batch = await lockDueBatch(tx, clock());
      if (batch === undefined) return undefined;
      claimed.batch = batch;
      return archiveBatch({ rows: { db, live: needs.live }, writer, needs }, tx, { batch, at: clock() });
    });
    if (figures !== undefined) log.info({ batchId: claimed.batch?.id, ...figures }, 'work was moved to the history');
    return figures !== undefined;
  } catch (error) {
    if (claimed.batch === undefined) throw error;
    await postpone(deps, claimed.batch, error);
    return true;
  }
}

async function postpone({ db, log, clock }: CleanDeps, { id, attempts }: DueBatch, error: unknown): Promise<void> {
  const nextAttemptAt = new Date(clock().getTime() + Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS));
  log.error(
    { batchId: id, attempts: attempts + 1, nextAttemptAt, err: error },
    'finished work could not be moved to the history; nothing of it was deleted, and it is tried again',
  );
  const reason = error instanceof Error ? error.message : String(error);
  await withTransaction(db, (tx) => postponeBatch(tx, id, { reason: reason.slice(0, 2000), nextAttemptAt }));
}
