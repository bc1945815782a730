import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';
import type { Log } from '../../../db/log.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { ReportsMetrics } from '../metrics.ts';
import { fixBatch } from '../sql/fix-batch.ts';
import { lockDueBatch } from '../sql/lock-due-batch.ts';
import { markQuarantined } from '../sql/mark-quarantined.ts';
import { postponeBatch } from '../sql/postpone-batch.ts';
import { wakeIngest } from '../wake-ingest.ts';
import { ingestBatch, type BatchFigures, type IngestBatchDeps } from './ingest-batch.ts';
import { MemberFault } from './member-fault.ts';

export interface RunIngestDeps extends IngestBatchDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly metrics: ReportsMetrics;
}

/** Waits between attempts at a batch: doubled from the first to the longest, in milliseconds. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Ingests all that waits and is due. Any number of replicas may do so at once: each takes other batches. */
export async function runIngest(deps: RunIngestDeps, signal?: AbortSignal): Promise<void> {
  const stopping = (): boolean => signal?.aborted === true;
  while (!stopping() && (await fixNextBatch(deps.db)));
  while (!stopping() && (await ingestDueBatch(deps)));
}

/** @returns false when nothing waits. */
async function fixNextBatch(db: Db): Promise<boolean> {
  return (await withTransaction(db, (tx) => fixBatch(tx, `bat-${randomUUID()}`))) > 0;
}

/** @returns false when no batch is due. */
async function ingestDueBatch(deps: RunIngestDeps): Promise<boolean> {
  const claimed: { id?: string; attempts?: number } = {};
  try {
    const startedAt = performance.now();
    const figures = await deps.db.transaction().execute(async (tx) => {
      // The transaction is idle while the lake writes; half an hour is far past the largest batch.
      await sql`set local idle_in_transaction_session_timeout = '30min'`.execute(tx);
      const batch = await lockDueBatch(tx, deps.clock());
      Object.assign(claimed, batch);
      return batch === undefined ? undefined : ingestBatch(deps, tx, batch.id);
    });
    if (figures !== undefined) count(deps.metrics, figures, (performance.now() - startedAt) / 1000);
    return figures !== undefined;
  } catch (error) {
    if (claimed.id === undefined) throw error;
    if (error instanceof MemberFault) await expel(deps, error);
    else await postpone(deps, { batchId: claimed.id, attempts: claimed.attempts ?? 0, error });
    return true;
  }
}

/** The batch is due at once, without the report; its part in the lake is written anew without it too. */
async function expel({ db, log, metrics }: RunIngestDeps, error: MemberFault): Promise<void> {
  log.warn({ reportId: error.reportId, err: error }, 'a report was quarantined');
  await withTransaction(db, (tx) => markQuarantined(tx, error.reportId, error.fault));
  metrics.quarantined.inc();
}

async function postpone(
  { db, log, clock }: RunIngestDeps,
  { batchId, attempts, error }: { batchId: string; attempts: number; error: unknown },
): Promise<void> {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS);
  const nextAttemptAt = new Date(clock().getTime() + wait);
  log.error(
    { batchId, attempts: attempts + 1, err: error },
    'a batch of reports could not be ingested; it is tried again',
  );
  const reason = `could not be ingested yet, tried again at ${nextAttemptAt.toISOString()}: ${error instanceof Error ? error.message : String(error)}`;
  await withTransaction(db, async (tx) => {
    await postponeBatch(tx, batchId, { reason: reason.slice(0, 2000), nextAttemptAt });
    await wakeIngest(tx, nextAttemptAt);
  });
}

function count(metrics: ReportsMetrics, figures: BatchFigures, seconds: number): void {
  metrics.ingested.inc(figures.ingested);
  metrics.quarantined.inc(figures.quarantined);
  metrics.rows.inc(figures.rows);
  metrics.seconds.observe(seconds);
}
