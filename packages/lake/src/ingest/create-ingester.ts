import { mkdir } from 'node:fs/promises';
import { openEngine } from '../engine/open-engine.ts';
import { nameStoreFault } from '../store/name-store-fault.ts';
import { sweepStale } from '../store/sweep-stale.ts';
import { createPrecheck } from './create-precheck.ts';
import { ingestGroup, type IngestTools, type ReportGroup } from './ingest-group.ts';
import { temporaryPath } from './lake-paths.ts';
import { checkBatch, type BatchReport, type ReportBatch, type ReportOutcome } from './report-batch.ts';
import type { PartReport } from './write-part.ts';
import { writeRegister } from './write-register.ts';

export interface IngesterOptions {
  /** Directory of the lake, made when absent; see docs/adr/0005-lake-layout.md. */
  readonly lakeRoot: string;
  /** DuckDB's limit, default 512MB. */
  readonly memoryLimit?: string;
  /** Of DuckDB, and of the check before it; as many as the machine has cores unless said otherwise. */
  readonly threads?: number;
}

export interface Ingester {
  /**
   * Brings a batch into the lake: each report wholly or not at all, outcomes in the batch's order. Idempotent for one
   * batch id and composition. Throws UNAVAILABLE (disk full, out of memory) or INTERNAL with nothing decided; the same
   * batch is to be tried again. Calls wait for one another.
   */
  ingestBatch(batch: ReportBatch): Promise<ReportOutcome[]>;
  close(): void;
}

const STALE_AFTER_MS = 60 * 60 * 1000;

export async function createIngester(options: IngesterOptions): Promise<Ingester> {
  const { lakeRoot, memoryLimit = '512MB', threads } = options;
  const temporaryDirectory = temporaryPath(lakeRoot);
  await mkdir(temporaryDirectory, { recursive: true, mode: 0o750 });
  await sweepStale(temporaryDirectory, new Date(), STALE_AFTER_MS);
  const engine = await openEngine({ temporaryDirectory, memoryLimit, ...(threads === undefined ? {} : { threads }) });
  const precheck = createPrecheck(threads);
  const tools: IngestTools = { engine, precheck, lakeRoot };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    ingestBatch(batch) {
      const mine = turn.then(() => ingest(tools, batch));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: () => {
      precheck.close();
      engine.close();
    },
  };
}

async function ingest(tools: IngestTools, batch: ReportBatch): Promise<ReportOutcome[]> {
  checkBatch(batch);
  const { engine, lakeRoot } = tools;
  const outcomes = new Map<string, ReportOutcome>();
  const ingested = new Map<string, { report: BatchReport; part: PartReport }>();
  try {
    for (const group of groupsOf(batch)) {
      const result = await ingestGroup(tools, group);
      for (const report of group.reports) {
        const { reportId } = report;
        const fault = result.quarantined.get(reportId);
        const part = result.ingested.get(reportId);
        if (fault !== undefined) outcomes.set(reportId, { reportId, state: 'quarantined', fault });
        else if (part !== undefined) {
          outcomes.set(reportId, { reportId, state: 'ingested', rows: part.rows });
          ingested.set(reportId, { report, part });
        }
      }
    }
    for (const date of new Set(batch.reports.map((report) => report.date))) {
      const ofDay = [...ingested.values()].filter(({ report }) => report.date === date);
      await writeRegister(await engine.revive(), lakeRoot, { batchId: batch.batchId, date, ingested: ofDay });
    }
  } catch (error) {
    throw nameStoreFault(error);
  }
  return batch.reports.flatMap((report) => outcomes.get(report.reportId) ?? []);
}

/** One group for each kind and day: each becomes one part. */
function groupsOf(batch: ReportBatch): ReportGroup[] {
  const groups = new Map<string, ReportGroup & { reports: BatchReport[] }>();
  for (const report of batch.reports) {
    const { kind, date } = report;
    const group = groups.get(`${kind} ${date}`) ?? { batchId: batch.batchId, kind, date, reports: [] };
    groups.set(`${kind} ${date}`, group);
    group.reports.push(report);
  }
  return [...groups.values()];
}
