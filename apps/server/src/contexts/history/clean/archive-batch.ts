import type { HistoryWriter } from '@rustine/lake';
import type { Transaction } from '../../../db/connect.ts';
import type { HistoryNeeds } from '../needs.ts';
import { noteArchived } from '../sql/archived-work-requests.ts';
import { finishBatch, listMembers, type DueBatch } from '../sql/history-batches.ts';
import { invocationIdsOf } from '../sql/kept-rows.ts';
import { keepDurations } from '../sql/run-durations.ts';
import { invocationRows, logRows, stepRows, workRequestRows, type RowsDeps } from './rows-of-work.ts';

export interface ArchiveDeps {
  readonly rows: RowsDeps;
  readonly writer: Pick<HistoryWriter, 'write'>;
  readonly needs: Pick<HistoryNeeds, 'work' | 'reports'>;
}

export interface CleanedFigures {
  readonly workRequests: number;
  readonly invocations: number;
}

/**
 * Moves a batch that `tx` has locked to the lake. All of it is locked first, so that what is written is what is deleted;
 * the parts are in the lake, and were read back from there, before the first row goes; and all goes in this one
 * transaction. A death before its commit leaves parts that the next attempt at the batch writes again.
 */
export async function archiveBatch(
  { rows, writer, needs }: ArchiveDeps,
  tx: Transaction,
  { batch, at }: { readonly batch: DueBatch; readonly at: Date },
): Promise<CleanedFigures> {
  const { id: batchId, day } = batch;
  const ids = await needs.work.lockEnded(tx, await listMembers(tx, batchId));
  const where = { batchId, date: day };
  await writer.write({ table: 'work-requests', ...where }, workRequestRows(rows, ids));
  const invocations = await writer.write({ table: 'invocations', ...where }, invocationRows(rows, ids));
  await writer.write({ table: 'invocation-steps', ...where }, stepRows(rows, ids));
  await writer.write({ table: 'work-log', ...where }, logRows(rows, ids));

  await noteArchived(tx, ids, { batchId, day, at });
  await keepDurations(tx, ids);
  await needs.reports.releaseOutputs(tx, await invocationIdsOf(tx, ids));
  await needs.work.removeWorkRequests(tx, ids);
  await finishBatch(tx, batchId, at);
  return { workRequests: ids.length, invocations };
}
