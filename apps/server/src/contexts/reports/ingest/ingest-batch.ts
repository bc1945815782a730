import type { Ingester, ObjectStore, ReportOutcome } from '@rustine/lake';
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
  await using files = await lendMembers(deps.store, members);
  const distrusted = await manifestFaults(deps, tx, members);
  const faultOf = (report: ReportRow): string | undefined =>
    distrusted.get(report.id) ?? (files.paths.has(report.id) ? undefined : 'the store no longer holds the object');
  const believed = members.filter((report) => faultOf(report) === undefined);
  const outcomes = await deps.lake.ingestBatch({
    batchId,
    reports: believed.map((report) => ({
      reportId: report.id,
      kind: report.kind,
      localPath: files.paths.get(report.id)!,
      sizeBytes: report.sizeBytes,
      sha256: report.sha256,
      invocationId: report.invocationId,
      instanceId: report.instanceId,
      date: /\/date=(\d{4}-\d{2}-\d{2})\//.exec(report.key)![1]!,
      grantedAt: report.createdAt,
    })),
  });
  const verdicts = judge(members, { outcomes, faultOf, paths: files.paths });
  await settle(tx, batchId, { verdicts, members, needs: deps.needs });
  return {
    ingested: verdicts.good.length,
    quarantined: verdicts.bad.length,
    rows: verdicts.good.reduce((sum, member) => sum + member.rowCount, 0),
  };
}

function judge(
  members: readonly ReportRow[],
  {
    outcomes,
    faultOf,
    paths,
  }: {
    outcomes: readonly ReportOutcome[];
    faultOf: (report: ReportRow) => string | undefined;
    paths: ReadonlyMap<string, string>;
  },
): Verdicts {
  const byId = new Map(outcomes.map((outcome) => [outcome.reportId, outcome]));
  const verdicts: Verdicts = { good: [], bad: [] };
  for (const report of members) {
    const reason = faultOf(report);
    const outcome = byId.get(report.id);
    if (reason !== undefined) verdicts.bad.push({ report, fault: { line: null, column: null, reason } });
    else if (outcome === undefined) throw new Error(`the lake said nothing of report ${report.id}`);
    else if (outcome.state === 'quarantined') verdicts.bad.push({ report, fault: outcome.fault });
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
  const invocationIds = new Set(members.map((report) => report.invocationId));
  for (const invocationId of [...invocationIds].toSorted()) await needs.work.settleInvocation(tx, invocationId);
}
