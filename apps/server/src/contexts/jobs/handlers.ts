import { CodedError, type ScheduledJob } from '@rustine/contract';
import { decodeCursor, pageOfRows as pageOfNames } from '../../http/cursor.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { pageOfRows, readCursor } from '../../http/id-cursor.ts';
import type { Principal } from '../../http/principal.ts';
import { createCalendarFeed } from './calendar-feed.ts';
import { cancelRestart } from './cancel-restart.ts';
import { changeJob, pauseJob, requireJob, resumeJob, skipNext } from './change-job.ts';
import { createJob } from './create-job.ts';
import { deleteJob } from './delete-job.ts';
import { forecastNext } from './forecast-next.ts';
import type { Asker, JobsDeps } from './jobs-deps.ts';
import { listUpcoming } from './list-upcoming.ts';
import { presentExecution, presentJob } from './present-job.ts';
import { runJob } from './run-job.ts';
import { lastExecutions, selectExecutions } from './sql/executions.ts';
import { jobEverWas, selectJobs, type JobRow } from './sql/jobs.ts';

export type JobHandlers = HandlersOf<
  | 'listJobs'
  | 'createJob'
  | 'getJob'
  | 'updateJob'
  | 'deleteJob'
  | 'runJob'
  | 'skipNextExecution'
  | 'unskipNextExecution'
  | 'pauseJob'
  | 'resumeJob'
  | 'listJobExecutions'
  | 'cancelRestart'
  | 'listUpcomingExecutions'
  | 'createCalendarFeed'
  | 'forecastJob'
>;

const WEEK_MS = 7 * 86_400_000;
/** Further ahead nobody plans, and a schedule of every hour has 8,760 times. */
const AHEAD_MS_MAX = 366 * 86_400_000;

export function createHandlers(deps: JobsDeps): JobHandlers {
  const { db, clock, needs } = deps;
  const present = async (jobs: readonly JobRow[]): Promise<ScheduledJob[]> => {
    const last = await lastExecutions(
      db,
      jobs.map(({ id }) => id),
    );
    return jobs.map((job) => presentJob(job, last.get(job.id)));
  };
  const show = async (jobId: string): Promise<ScheduledJob> => (await present([await requireJob(db, jobId)]))[0]!;

  return {
    async listJobs({ query: { cursor, limit, ...listing } }) {
      if (listing.compartmentId !== undefined) await needs.fleet.requireCompartment(db, listing.compartmentId);
      const after = cursor === undefined ? undefined : (decodeCursor(cursor, 2) as [string, string]);
      const found = await selectJobs(db, listing, { after, limit: limit + 1 });
      const { rows, nextCursor } = pageOfNames(found, limit, ({ name, id }) => [name, id]);
      return { items: await present(rows), nextCursor };
    },
    createJob: async ({ body, ...asked }) => show(await createJob(deps, body, askerOf(asked))),
    getJob: ({ params: { jobId } }) => show(jobId),
    async updateJob({ params: { jobId }, body, ...asked }) {
      await changeJob(deps, { jobId, asker: askerOf(asked) }, body);
      return show(jobId);
    },
    deleteJob: ({ params: { jobId }, ...asked }) => deleteJob(deps, jobId, askerOf(asked)),
    runJob: async ({ params: { jobId }, body, ...asked }) =>
      presentExecution(await runJob(deps, { jobId, asker: askerOf(asked) }, body)),
    async skipNextExecution({ params: { jobId }, ...asked }) {
      await skipNext(deps, { jobId, asker: askerOf(asked) }, { skip: true });
      return show(jobId);
    },
    async unskipNextExecution({ params: { jobId }, ...asked }) {
      await skipNext(deps, { jobId, asker: askerOf(asked) }, { skip: false });
      return show(jobId);
    },
    async pauseJob({ params: { jobId }, ...asked }) {
      await pauseJob(deps, { jobId, asker: askerOf(asked) });
      return show(jobId);
    },
    async resumeJob({ params: { jobId }, ...asked }) {
      await resumeJob(deps, { jobId, asker: askerOf(asked) });
      return show(jobId);
    },
    async listJobExecutions({ params: { jobId }, query: { limit, cursor, state } }) {
      if (!(await jobEverWas(db, jobId))) throw new CodedError('NOT_FOUND', `There is no job ${jobId}.`);
      const rows = await selectExecutions(db, { jobId, state }, { after: readCursor(cursor), limit: limit + 1 });
      const { items, nextCursor } = pageOfRows(rows, { limit, keyOf: ({ id }) => id });
      return { items: items.map(presentExecution), nextCursor };
    },
    cancelRestart: async ({ params, ...asked }) =>
      presentExecution(await cancelRestart(deps, { ...params, asker: askerOf(asked) })),
    async listUpcomingExecutions({ query: { from, until, limit, ...listing } }) {
      if (listing.jobId !== undefined) await requireJob(db, listing.jobId);
      if (listing.compartmentId !== undefined) await needs.fleet.requireCompartment(db, listing.compartmentId);
      const begin = from === undefined ? clock() : new Date(from);
      const end = until === undefined ? new Date(begin.getTime() + WEEK_MS) : new Date(until);
      const furthest = new Date(begin.getTime() + AHEAD_MS_MAX);
      const { items, complete } = await listUpcoming(deps, {
        ...listing,
        from: begin,
        until: end < furthest ? end : furthest,
        limit,
      });
      return { items: [...items], complete: complete && end <= furthest };
    },
    createCalendarFeed: (asked) => createCalendarFeed(deps, askerOf(asked)),
    async forecastJob({ params: { jobId } }) {
      return forecastNext(deps, await requireJob(db, jobId));
    },
  };
}

function askerOf({ principal, requestId }: { readonly principal: Principal; readonly requestId: string }): Asker {
  return { actor: principal.name, requestId };
}
