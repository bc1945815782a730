import type { DirectoryStore, Ingester, ObjectStore } from '@rustine/lake';
import type { FastifyInstance } from 'fastify';
import type { TaskList } from 'graphile-worker';
import { Registry } from 'prom-client';
import type { Db } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { createHandlers, type ReportsHandlers } from './handlers.ts';
import { runIngest } from './ingest/run-ingest.ts';
import { createReportsMetrics } from './metrics.ts';
import type { ReportsNeeds } from './needs.ts';
import { newUpdatesOf, type NewUpdate } from './new-updates-of.ts';
import { objectCreated } from './object-created.ts';
import { reportSummary } from './report-summary.ts';
import { postGrants } from './routes/post-grants.ts';
import { postVerify } from './routes/post-verify.ts';
import { putObject } from './routes/put-object.ts';
import { releaseOutputs } from './sql/unwanted-objects.ts';
import { sweepReports } from './sweep-reports.ts';
import { INGEST_TASK } from './wake-ingest.ts';

export type { AskedInvocation, ReportsNeeds, Row, ValidReport } from './needs.ts';
export type { ReportsHandlers } from './handlers.ts';

export interface ReportsDeps {
  readonly db: Db;
  readonly store: ObjectStore | DirectoryStore;
  readonly lake: Pick<Ingester, 'ingestBatch'>;
  readonly clock: () => Date;
  readonly log: Log;
  readonly needs: ReportsNeeds;
  /** Where the counters go; without one they are kept for nobody. */
  readonly metrics?: Registry;
}

export interface Reports {
  readonly handlers: ReportsHandlers;
  /** Grants and verification, on a scope that authenticated an agent. */
  agentRoutes(app: FastifyInstance): Promise<void>;
  /** The upload route, at the root of the server; only a directory store has one, other stores take uploads themselves. */
  publicRoutes(app: FastifyInstance): Promise<void>;
  readonly tasks: TaskList;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly reportSummary: typeof reportSummary;
  /** What the runs of these invocations changed, as their ingested reports say. */
  newUpdatesOf(invocationIds: readonly string[]): AsyncIterable<NewUpdate>;
  /** Lets go of the whole outputs of these invocations' steps; their objects are deleted once this is committed. */
  readonly releaseOutputs: typeof releaseOutputs;
  /** For a store that tells of new objects by itself. */
  objectCreated(object: { key: string; sha256: string }): Promise<boolean>;
}

/** Everything about reports: grants, uploads, verification, ingest, and what came of each. */
export function createReports(deps: ReportsDeps): Reports {
  const metrics = createReportsMetrics(deps.metrics ?? new Registry());
  const sweeping = repeatEachMinute(() => sweepReports(deps), { log: deps.log, name: 'sweep-reports' });
  const { store } = deps;
  return {
    handlers: createHandlers(deps),
    async agentRoutes(app) {
      postGrants(app, deps);
      postVerify(app, deps);
    },
    async publicRoutes(app) {
      // A scope of its own: the route takes bodies raw, the rest of the server must not.
      if ('acceptUpload' in store) await app.register(async (scope) => putObject(scope, { ...deps, store }));
    },
    tasks: { [INGEST_TASK]: (_payload, { abortSignal }) => runIngest({ ...deps, metrics }, abortSignal) },
    start: () => sweeping.start(),
    stop: () => sweeping.stop(),
    reportSummary,
    newUpdatesOf: (invocationIds) => newUpdatesOf(deps, invocationIds),
    releaseOutputs,
    objectCreated: (object) => objectCreated(deps, object),
  };
}
