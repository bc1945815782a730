import type { Transaction } from '../../../db/connect.ts';
import { wakeResolve } from '../resolve/wake-resolve.ts';
import { answerChangelogs, closeAsk, lockAskOf } from '../sql/answer-changelogs.ts';
import { deleteAvailableUpdates, insertAvailableUpdates } from '../sql/available-updates.ts';
import { claimScan } from '../sql/claim-scan.ts';
import { deleteInstalledSoftware, insertInstalledSoftware } from '../sql/installed-software.ts';
import type { IngestedReport, Row } from './ingested-report.ts';

type Chunks = AsyncIterable<readonly Row[]>;

/**
 * Refreshes what we hold of an instance from one ingested report, as a set: the rows of the report it replaces go in the
 * same transaction. A report that is older than what is held changes nothing here; the lake has it.
 */
export async function applyReport(
  tx: Transaction,
  { report, chunks, now }: { report: IngestedReport; chunks: Chunks; now: Date },
): Promise<void> {
  if (report.kind === 'changelog-cves') {
    await applyChangelogs(tx, report, chunks);
    await wakeResolve(tx, now);
  }
  if (!(await claimScan(tx, report, now))) return;
  switch (report.kind) {
    case 'available-updates':
      await deleteAvailableUpdates(tx, report.instanceId);
      for await (const rows of chunks) await insertAvailableUpdates(tx, report.instanceId, rows);
      await wakeResolve(tx, now);
      return;
    case 'software-inventory':
      await deleteInstalledSoftware(tx, report.instanceId);
      for await (const rows of chunks) await insertInstalledSoftware(tx, report.instanceId, rows);
      return;
    case 'changelog-cves':
    case 'updates-before':
    case 'updates-after':
    case 'new-updates':
    case 'failed-updates':
      return;
    default:
      report.kind satisfies never;
  }
}

/** Facts of a version never change, so the age of the report does not matter. */
async function applyChangelogs(tx: Transaction, report: IngestedReport, chunks: Chunks): Promise<void> {
  const askId = await lockAskOf(tx, report);
  if (askId === undefined) return;
  for await (const rows of chunks) await answerChangelogs(tx, askId, rows);
  await closeAsk(tx, askId);
}
