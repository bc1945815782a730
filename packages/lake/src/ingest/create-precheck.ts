import { availableParallelism } from 'node:os';
import type { Validation } from '../csv/validate-report.ts';
import { openPrecheckWorker, type PrecheckWorker } from './open-precheck-worker.ts';
import { precheckReports } from './precheck-reports.ts';
import type { BatchReport } from './report-batch.ts';

/** Below this a thread's start and its messages cost more than they save, in bytes of reports. */
const WORTH_THREADS_BYTES = 4 * 1024 * 1024;
/** How much one thread takes at a time, in bytes: small enough that all end at about the same moment. */
const SHARE_BYTES = 2 * 1024 * 1024;
const THREADS_MAX = 4;

export interface Precheck {
  /** The verdict on the bytes of each report. Throws what reading them threw, with its code. */
  check(reports: readonly BatchReport[]): Promise<ReadonlyMap<string, Validation>>;
  close(): void;
}

/**
 * Judges reports by their bytes, on as many threads as the machine has cores, so that a large batch does not keep the
 * server's own thread from answering. The threads start with the first batch that is worth them.
 */
export function createPrecheck(threads = Math.min(availableParallelism(), THREADS_MAX)): Precheck {
  let workers: PrecheckWorker[] = [];
  const close = () => {
    for (const worker of workers) worker.close();
    workers = [];
  };
  return {
    close,
    async check(reports) {
      const bytes = reports.reduce((sum, report) => sum + report.sizeBytes, 0);
      if (bytes < WORTH_THREADS_BYTES || threads < 2) return precheckReports(reports);
      if (workers.length === 0) workers = Array.from({ length: threads }, openPrecheckWorker);
      try {
        return await shareOut(workers, sharesOf(reports));
      } catch (error) {
        // A thread that failed may be gone, and one that is busy must not answer the next batch.
        close();
        throw error;
      }
    },
  };
}

/** Each worker takes the next share when it is done with one. */
async function shareOut(workers: readonly PrecheckWorker[], shares: BatchReport[][]): Promise<Map<string, Validation>> {
  const verdicts = new Map<string, Validation>();
  await Promise.all(
    workers.map(async (worker) => {
      for (let share = shares.shift(); share !== undefined; share = shares.shift()) {
        for (const [reportId, verdict] of await worker.ask(share)) verdicts.set(reportId, verdict);
      }
    }),
  );
  return verdicts;
}

function sharesOf(reports: readonly BatchReport[]): BatchReport[][] {
  const shares: BatchReport[][] = [];
  let bytes = Infinity;
  for (const report of reports) {
    if (bytes >= SHARE_BYTES) {
      shares.push([]);
      bytes = 0;
    }
    shares.at(-1)?.push(report);
    bytes += report.sizeBytes;
  }
  return shares;
}
