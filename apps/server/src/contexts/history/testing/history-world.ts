import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDirectoryStore,
  createHistoryWriter,
  createIngester,
  createLakeReader,
  type HistoryWriter,
} from '@rustine/lake';
import { quietLog } from '@rustine/testkit';
import { sql } from 'kysely';
import type { Log } from '../../../db/log.ts';
import { createReports } from '../../reports/index.ts';
import { createTestBed, goodRun } from '../../work/testing/test-bed.ts';
import { CLEAN_TASK } from '../clean/wake-cleaning.ts';
import { createHistory } from '../index.ts';

export const DAY_SECONDS = 86_400;

export interface WorldOptions {
  readonly days?: number;
  readonly log?: Log;
  /** What stands between the clean-up and the lake. */
  readonly writer?: (real: HistoryWriter) => HistoryWriter;
  /** Of its own unless given. */
  readonly lakeRoot?: string;
}

/** Work, reports and history on a real database, a real store and a real lake. */
export async function createHistoryWorld(options: WorldOptions = {}) {
  const { days = 14, log = quietLog, writer = (real) => real } = options;
  const bed = await createTestBed();
  const { db, clock } = bed;
  const root = await mkdtemp(join(tmpdir(), 'rustine-history-'));
  const lakeRoot = options.lakeRoot ?? join(root, 'lake');
  const store = await createDirectoryStore({
    root: join(root, 'store'),
    publicUrl: 'http://rustine.invalid/objects',
    signingKey: new Uint8Array(32),
  });
  const ingester = await createIngester({ lakeRoot });
  const reader = await createLakeReader({ lakeRoot });
  const reports = createReports({
    db,
    store,
    lake: ingester,
    clock,
    log,
    needs: {
      work: bed.work,
      fleet: { publicKeyOf: async () => null },
      compliance: { applyReport: async () => undefined },
    },
  });
  const newReplica = () =>
    createHistory({
      db,
      log,
      clock,
      days,
      needs: {
        live: { ...bed.work.handlers, ...reports.handlers },
        work: bed.work,
        reports,
        lake: { openWriter: async () => writer(await createHistoryWriter({ lakeRoot })), reader },
      },
    });
  const history = newReplica();
  const clean = async (replica = history): Promise<void> => {
    await (replica.tasks[CLEAN_TASK] as unknown as (payload: object, helpers: object) => Promise<void>)({}, {});
  };
  const ask = <Answer>(operation: (input: never) => Promise<Answer>, params: object, query: object = {}) =>
    operation({ params, query, body: {}, principal: { name: 'ada' } } as never);
  const { handlers } = history;

  return {
    ...bed,
    bed,
    root,
    lakeRoot,
    store,
    reports,
    history,
    newReplica,
    clean,
    passDays: (count: number) => bed.passTime(count * DAY_SECONDS),
    /** Work on new instances, ended by their agents. */
    async finished(count = 1, last: object = {}) {
      const started = await bed.startOn(count);
      for (const { invocationId, instanceId } of started.runs) {
        const events = bed.events(invocationId, goodRun);
        await bed.agent(instanceId).post([...events.slice(0, -1), { ...events.at(-1)!, ...last }]);
      }
      return started;
    },
    show: (workRequestId: string) => ask(handlers.getWorkRequest, { workRequestId }),
    list: (query: object = {}) => ask(handlers.listWorkRequests, {}, { limit: 100, archived: true, ...query }),
    invocations: (query: object) => ask(handlers.listInvocations, {}, { limit: 100, ...query }),
    invocationOf: (invocationId: string) => ask(handlers.getInvocation, { invocationId }),
    lines: (workRequestId: string, query: object = {}) =>
      ask(handlers.listWorkLog, { workRequestId }, { limit: 100, ...query }),
    output: (invocationId: string, query: object) =>
      ask(handlers.getStepOutput, { invocationId }, { stream: 'stdout', offset: 0, ...query }),
    listReports: (query: object) => ask(reports.handlers.listReports, {}, { limit: 100, ...query }),
    retry: (workRequestId: string) => ask(handlers.retryWorkRequest, { workRequestId }),
    resume: (workRequestId: string) => ask(handlers.resumeWorkRequest, { workRequestId }),
    cancelRun: (invocationId: string) => ask(handlers.cancelInvocation, { invocationId }),
    /** Rows of a table, to see what PostgreSQL still has. */
    async count(table: string): Promise<number> {
      const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
      return rows[0]!.count;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      ingester.close();
      reader.close();
      await bed[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export type HistoryWorld = Awaited<ReturnType<typeof createHistoryWorld>>;
