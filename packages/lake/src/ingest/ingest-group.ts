import { rm } from 'node:fs/promises';
import { CodedError, type ReportKind } from '@rustine/contract';
import type { Engine } from '../engine/open-engine.ts';
import { validateReport, type Validation } from '../csv/validate-report.ts';
import type { ReportFault } from '../csv/report-fault.ts';
import { partPath } from './lake-paths.ts';
import type { Precheck } from './create-precheck.ts';
import { publishPart, withdrawPart } from './publish-part.ts';
import type { BatchReport } from './report-batch.ts';
import { tryReport, writePart, type PartReport, type WrittenPart } from './write-part.ts';

export interface ReportGroup {
  readonly batchId: string;
  readonly kind: ReportKind;
  readonly date: string;
  readonly reports: readonly BatchReport[];
}

export interface IngestedGroup {
  readonly ingested: ReadonlyMap<string, PartReport>;
  readonly quarantined: ReadonlyMap<string, ReportFault>;
}

export interface IngestTools {
  readonly engine: Engine;
  readonly precheck: Precheck;
  readonly lakeRoot: string;
}

/**
 * Brings the reports of one kind and day into the lake as one part, or says what is wrong with which.
 *
 * A pass over their bytes proves sums, structure and cells; DuckDB reads only what stood that. Almost always both agree
 * and that is all. Otherwise the guilty are found, one by one if need be, and the rest is written without them.
 */
export async function ingestGroup(tools: IngestTools, group: ReportGroup): Promise<IngestedGroup> {
  const { engine, precheck, lakeRoot } = tools;
  const part = partPath(lakeRoot, group.kind, group);
  const quarantined = refusedOf(group.reports);
  const standing = () => group.reports.filter((report) => !quarantined.has(report.reportId));
  const write = async () => (standing().length === 0 ? null : writePart(engine, lakeRoot, group.kind, standing()));

  const verdicts = await precheck.check(standing());
  for (const [reportId, fault] of faultsOf(verdicts)) quarantined.set(reportId, fault);
  let written: WrittenPart | null = await write();
  if (written?.ok === false) {
    for (const [reportId, fault] of await findCellFaults(engine, standing())) quarantined.set(reportId, fault);
    written = await write();
  }
  if (written === null) {
    await withdrawPart(part);
    return { ingested: new Map(), quarantined };
  }
  if (!written.ok)
    throw new CodedError('INTERNAL', `the lake engine refused reports that it takes one by one: ${written.message}`);
  try {
    proveCounts(written.reports, verdicts);
    await publishPart(lakeRoot, written.temporary, part);
  } catch (error) {
    await rm(written.temporary, { force: true });
    throw error;
  }
  return { ingested: written.reports, quarantined };
}

function refusedOf(reports: readonly BatchReport[]): Map<string, ReportFault> {
  const faults = new Map<string, ReportFault>();
  for (const { reportId, refused } of reports) if (refused !== undefined) faults.set(reportId, refused);
  return faults;
}

function faultsOf(verdicts: ReadonlyMap<string, Validation>): Map<string, ReportFault> {
  const faults = new Map<string, ReportFault>();
  for (const [reportId, verdict] of verdicts) if (!verdict.ok) faults.set(reportId, verdict.fault);
  return faults;
}

/** Reads each report alone; the precise validator names the place in those that the engine refuses. */
async function findCellFaults(engine: Engine, reports: readonly BatchReport[]): Promise<Map<string, ReportFault>> {
  const faults = new Map<string, ReportFault>();
  for (const report of reports) {
    const refusal = await tryReport(engine, report);
    if (refusal === null) continue;
    const precise = await validateReport(report.localPath, report);
    // If the two ever disagree the report waits for a person, with both facts; it is never half believed.
    const reason = `the lake engine refuses a report that follows the contract: ${refusal.slice(0, 500)}`;
    faults.set(report.reportId, precise.ok ? { line: null, column: null, reason } : precise.fault);
  }
  return faults;
}

/** The engine must have found exactly the rows that the bytes have. */
function proveCounts(found: ReadonlyMap<string, PartReport>, verdicts: ReadonlyMap<string, Validation>): void {
  for (const [reportId, { rows }] of found) {
    const verdict = verdicts.get(reportId);
    if (verdict?.ok && verdict.rows === rows) continue;
    throw new CodedError(
      'INTERNAL',
      `the lake engine read ${rows} rows of ${reportId}, the structure check another number`,
    );
  }
}
