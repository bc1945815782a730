import { forecastJob, getJob, unwrap, type RustineClient, type ScheduledJob } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import type { CommandContext } from '../../command-context.ts';
import { count } from '../../output/words.ts';
import { describeAction, describeReboot } from './describe.ts';
import { readWindowsOf } from './windows-of-jobs.ts';

interface JobAsked {
  readonly client: RustineClient;
  readonly jobId: string;
}

/**
 * Says to a person at a terminal what a job is about to do, and to how many machines: a job for a group or for all patches
 * whoever is in it today.
 *
 * @throws CliError CANCELED when the answer is not yes
 */
export function askBeforeRun(context: CommandContext, options: AskOptions, job: JobAsked): Promise<void> {
  return askBefore(context, options, () => describeRun(job));
}

async function describeRun({ client, jobId }: JobAsked): Promise<string> {
  const job = await unwrap(getJob({ client, path: { jobId } }));
  const { instances } = await unwrap(forecastJob({ client, path: { jobId } }));
  const windowOf = await readWindowsOf(client, [job]);
  return whatItDoes(job, instances, describeReboot(job, windowOf));
}

function whatItDoes(job: ScheduledJob, instances: number, restarts: string): string {
  const wakes = job.power === 'WAKE' ? ' Who is off is started.' : '';
  return `The job ${job.name} is about to ${describeAction(job)} on ${count(instances, 'instance')}. Restarts: ${restarts}.${wakes} Go on?`;
}
