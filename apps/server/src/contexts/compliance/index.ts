import type { TaskList } from 'graphile-worker';
import type { Db, Transaction } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { applyReport } from './current-state/apply-report.ts';
import type { IngestedReport, Row } from './current-state/ingested-report.ts';
import { createHandlers, type ComplianceHandlers } from './handlers/create-handlers.ts';
import type { ComplianceNeeds } from './needs.ts';
import { resolveCves } from './resolve/resolve-cves.ts';
import { RESOLVE_TASK } from './resolve/wake-resolve.ts';
import { figuresOf } from './sql/figures-of.ts';
import { forgetInstance } from './sql/forget-instance.ts';

export type { AskedScope, ComplianceNeeds } from './needs.ts';
export type { InstanceFigures } from './sql/figures-of.ts';
export type { IngestedReport } from './current-state/ingested-report.ts';

export interface ComplianceDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly needs: ComplianceNeeds;
}

export interface Compliance {
  readonly handlers: ComplianceHandlers;
  readonly tasks: TaskList;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Refreshes the current state in the transaction in which the report becomes ingested. */
  applyReport(tx: Transaction, report: IngestedReport, chunks: AsyncIterable<readonly Row[]>): Promise<void>;
  readonly figuresOf: typeof figuresOf;
  /** Drops the current state of an instance that was removed; the lake keeps its history. */
  readonly forgetInstance: typeof forgetInstance;
}

/** What the fleet has, what it is missing, and the CVEs of that. */
export function createCompliance(deps: ComplianceDeps): Compliance {
  const { clock, log } = deps;
  const resolve = (): Promise<void> => resolveCves(deps);
  const repeated = repeatEachMinute(resolve, { log, name: RESOLVE_TASK });
  return {
    handlers: createHandlers(deps),
    tasks: { [RESOLVE_TASK]: resolve },
    start: () => repeated.start(),
    stop: () => repeated.stop(),
    applyReport: (tx, report, chunks) => applyReport(tx, { report, chunks, now: clock() }),
    figuresOf,
    forgetInstance,
  };
}
