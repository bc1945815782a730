import type { FastifyInstance } from 'fastify';
import type { TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Db } from '../../db/connect.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { advanceJob } from './advance-job.ts';
import { createHandlers, type JobHandlers } from './handlers.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { previewAsked } from './preview-schedule.ts';
import { registerGetCalendar } from './routes/get-calendar.ts';
import { jobsThatRequire } from './sql/jobs.ts';
import { startExecution } from './start-execution.ts';
import { sweepJobs } from './sweep-jobs.ts';
import { JOB_DUE_TASK, START_EXECUTION_TASK } from './timers.ts';

export type { JobsDeps } from './jobs-deps.ts';
export type { JobsNeeds } from './needs.ts';

export interface Jobs {
  readonly handlers: JobHandlers & HandlersOf<'previewSchedule'>;
  /** The calendar that people subscribe to, whose address is its secret. */
  readonly publicRoutes: (app: FastifyInstance) => void;
  readonly tasks: TaskList;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Names of the jobs that cannot do without a window. */
  readonly jobsThatRequire: (reader: Db, windowId: string) => Promise<readonly string[]>;
}

const JobPayload = z.object({ jobId: z.string() });
const ExecutionPayload = z.object({ executionId: z.string() });

/** Scheduled jobs: when their executions come due, what each was started with, and what became of it. */
export function createJobs(deps: JobsDeps): Jobs {
  const sweeping = repeatEachMinute(() => sweepJobs(deps), { log: deps.log, name: 'sweep-jobs' });
  return {
    handlers: {
      ...createHandlers(deps),
      previewSchedule: async ({ body }) => previewAsked(body, deps.clock()),
    },
    publicRoutes: (app) => registerGetCalendar(app, deps),
    tasks: {
      [JOB_DUE_TASK]: async (payload) => void (await advanceJob(deps, JobPayload.parse(payload).jobId)),
      [START_EXECUTION_TASK]: (payload) => startExecution(deps, ExecutionPayload.parse(payload).executionId),
    },
    start: () => sweeping.start(),
    stop: () => sweeping.stop(),
    jobsThatRequire,
  };
}
