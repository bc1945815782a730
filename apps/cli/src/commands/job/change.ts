import { randomUUID } from 'node:crypto';
import {
  createCalendarFeed,
  createJob,
  deleteJob,
  getJob,
  pauseJob,
  resumeJob,
  skipNextExecution,
  unskipNextExecution,
  unwrap,
  updateJob,
  type CreateJobRequest,
  type ScheduledJob,
} from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { explainError } from '../../explain-error.ts';
import { nameOptions } from '../../name-options.ts';
import { resolveJob } from '../../resolve-names.ts';
import { describeNext } from './describe.ts';
import { optionOf } from './name-options.ts';
import { actionNames } from './read-action.ts';
import { readJobSpec, type JobOptions } from './read-spec.ts';
import { readWindowsOf } from './windows-of-jobs.ts';

/** Prints the id of the new job, so that a script can go on with it. */
export async function makeJob(context: CommandContext, name: string, options: JobOptions, now: Date): Promise<void> {
  const { client } = await context.connection();
  const spec = await readJobSpec(client, { ...options, name }, { now, before: null });
  const { action, targets, schedule } = spec;
  if (action === undefined) throw usage(`Say what it does: by one of ${actionNames}.`);
  if (targets === undefined) throw usage('Say what it runs on, by --targets or --target-file.');
  if (schedule === undefined)
    throw usage('Say when it runs: by --now, --at, --every, --rrule, --cron or --with-window.');
  const body: CreateJobRequest = { ...spec, name, action, targets, schedule, idempotencyKey: randomUUID() };
  const made = await nameOptions(
    (place) => optionOf(place, options),
    () => unwrap(createJob({ client, body })),
  );
  context.stdout.write(`${made.id}\n`);
  await tellNext(context, made);
}

/** Changes what is named, and nothing when somebody else edited the job meanwhile. */
export async function changeJob(context: CommandContext, which: string, options: JobOptions, now: Date): Promise<void> {
  const { client } = await context.connection();
  const path = { jobId: await resolveJob(client, which) };
  const before = await unwrap(getJob({ client, path }));
  const change = await readJobSpec(client, options, { now, before });
  if (Object.keys(change).length === 0) throw usage('Say what to change; --help lists what there is.');
  const body = { ...change, revision: before.revision };
  const changed = await nameOptions(
    (place) => optionOf(place, options),
    () => unwrap(updateJob({ client, path, body })),
  );
  await tellNext(context, changed);
}

export async function removeJob(context: CommandContext, which: string, options: AskOptions): Promise<void> {
  const { client } = await context.connection();
  const path = { jobId: await resolveJob(client, which) };
  const { name } = await unwrap(getJob({ client, path }));
  const question = `Delete the job ${name}? What has not started of it is canceled; its history stays.`;
  await askBefore(context, options, question);
  await unwrap(deleteJob({ client, path }));
  context.stderr.write(
    `The job ${name} is deleted, and what had not started of it is canceled. Its history stays: rustine job history ${path.jobId}\n`,
  );
}

const verbs = {
  skip: skipNextExecution,
  unskip: unskipNextExecution,
  pause: pauseJob,
  resume: resumeJob,
} as const;

/** Says what the job does next, after it was told. */
export async function tellJob(context: CommandContext, which: string, verb: keyof typeof verbs): Promise<void> {
  const { client } = await context.connection();
  const path = { jobId: await resolveJob(client, which) };
  await tellNext(context, await unwrap(verbs[verb]({ client, path })));
}

/** Prints an address of its own; who has it sees when all jobs run. */
export async function makeCalendarLink(context: CommandContext): Promise<void> {
  const { client } = await context.connection();
  const { url } = await unwrap(createCalendarFeed({ client }));
  context.stdout.write(`${url}\n`);
  context.stderr.write(
    'Who has this address sees when jobs run. An address that you had before shows nothing any more.\n',
  );
}

async function tellNext(context: CommandContext, job: ScheduledJob): Promise<void> {
  const { name, state, schedule, lastExecution } = job;
  if (schedule.kind === 'now' && lastExecution?.workRequestId) {
    context.stderr.write(`The job ${name} runs as work request ${lastExecution.workRequestId}.\n`);
    return;
  }
  context.stderr.write(`The job ${name} is ${state}; next run: ${await nextOf(context, job)}.\n`);
}

/** What was asked for is done: whoever is told that it failed would do it again. */
async function nextOf(context: CommandContext, job: ScheduledJob): Promise<string> {
  try {
    const { client } = await context.connection();
    return describeNext(job, await readWindowsOf(client, job.schedule.kind === 'window' ? [job] : []));
  } catch (error) {
    const why = explainError(error, null).message.replace(/\.$/, '');
    return `it could not be read (${why}); "rustine job show ${job.id}" tells it`;
  }
}

function usage(message: string): CliError {
  return new CliError(message, exitCodes.USAGE);
}
