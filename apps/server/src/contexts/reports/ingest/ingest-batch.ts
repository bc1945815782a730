import type { BatchReport, Ingester, ObjectStore, ReportOutcome } from '@rustine/lake';
import type { Transaction } from '../../../db/connect.ts';
import type { ReportsNeeds } from '../needs.ts';
import type { ReportRow } from '../report-row.ts';
import { finishBatch } from '../sql/finish-batch.ts';
import { listBatchMembers } from '../sql/list-batch-members.ts';
import { markQuarantined, type Fault } from '../sql/mark-quarantined.ts';
import { applyReport, type IngestedMember } from './apply-report.ts';
import { lendMembers } from './lend-members.ts';
import { manifestFaults } from './manifest-faults.ts';

export interface IngestBatchDeps {
  readonly store: ObjectStore;
  readonly lake: Pick<Ingester, 'ingestBatch'>;
  readonly needs: ReportsNeeds;
}

export interface BatchFigures {
  readonly ingested: number;
  readonly quarantined: number;
  readonly rows: number;
}

interface Verdicts {
  readonly good: IngestedMember[];
  readonly bad: { readonly report: ReportRow; readonly fault: Fault }[];
}

/**
 * Ingests a batch that `tx` has locked: the lake first, which is idempotent by the batch's name, then all of our own
 * tables in this one transaction. A death in between leaves the lake's part to be written again, the same.
 */
export async function ingestBatch(deps: IngestBatchDeps, tx: Transaction, batchId: string): Promise<BatchFigures> {
  const members = await listBatchMembers(tx, batchId);
  const waiting = members.filter((report) => report.state === 'UPLOADED');
  await using files = await lendMembers(deps.store, waiting);
  const distrusted = await manifestFaults(tx, waiting);
  const refusalOf = (report: ReportRow): string | undefined => {
    if (report.state === 'QUARANTINED') return 'quarantined before';
    return (
      distrusted.get(report.id) ?? (files.paths.has(report.id) ? undefined : 'the store no longer holds the object')
    );
  };
  const outcomes = await deps.lake.ingestBatch({
    batchId,
    reports: members.map((report) =>
      toBatchReport(report, { path: files.paths.get(report.id), refusal: refusalOf(report) }),
    ),
  });
  const verdicts = judge(waiting, outcomes, files.paths);
  await settle(tx, batchId, { verdicts, members, needs: deps.needs });
  return {
    ingested: verdicts.good.length,
    quarantined: verdicts.bad.length,
    rows: verdicts.good.reduce((sum, member) => sum + member.rowCount, 0),
  };
}

function toBatchReport(
  report: ReportRow,
  { path, refusal }: { path: string | undefined; refusal: string | undefined },
): BatchReport {
  const { id, kind, key, sizeBytes, sha256, invocationId, instanceId, createdAt } = report;
  return {
    reportId: id,
    kind,
    localPath: path ?? '',
    sizeBytes,
    sha256,
    invocationId,
    instanceId,
    date: /\/date=(\d{4}-\d{2}-\d{2})\//.exec(key)![1]!,
    grantedAt: createdAt,
    ...(refusal !== undefined && { refused: { line: null, column: null, reason: refusal } }),
  };
}

function judge(
  reports: readonly ReportRow[],
  outcomes: readonly ReportOutcome[],
  paths: ReadonlyMap<string, string>,
): Verdicts {
  const byId = new Map(outcomes.map((outcome) => [outcome.reportId, outcome]));
  const verdicts: Verdicts = { good: [], bad: [] };
  for (const report of reports) {
    const outcome = byId.get(report.id);
    if (outcome === undefined) throw new Error(`the lake said nothing of report ${report.id}`);
    if (outcome.state === 'quarantined') verdicts.bad.push({ report, fault: outcome.fault });
    else verdicts.good.push({ report, rowCount: outcome.rows, path: paths.get(report.id)! });
  }
  return verdicts;
}

/** Locks in the order that every context keeps: reports, their current state, then invocations by id. */
async function settle(
  tx: Transaction,
  batchId: string,
  { verdicts, members, needs }: { verdicts: Verdicts; members: readonly ReportRow[]; needs: ReportsNeeds },
): Promise<void> {
  for (const { report, fault } of verdicts.bad) await markQuarantined(tx, report.id, fault);
  for (const member of verdicts.good) await applyReport(tx, member, needs.compliance);
  await finishBatch(tx, batchId);
  await needs.work.settleInvocations(tx, [...new Set(members.map((report) => report.invocationId))]);
}
