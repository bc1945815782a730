import { forecastJob, getJob, unwrap, type RustineClient, type ScheduledJob } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { count } from '../../output/words.ts';
import { describeAction, describeReboot } from './describe.ts';
import { readWindowsOf } from './windows-of-jobs.ts';

/**
 * Says to a person at a terminal what a job is about to do, and to how many machines: a job for a group or for all patches
 * whoever is in it today. A script is asked nothing.
 *
 * @throws CliError CANCELED when the answer is not yes
 */
export async function askBeforeRun(context: CommandContext, client: RustineClient, jobId: string): Promise<void> {
  if (context.askYesNo === undefined) return;
  const job = await unwrap(getJob({ client, path: { jobId } }));
  const { instances } = await unwrap(forecastJob({ client, path: { jobId } }));
  const windowOf = await readWindowsOf(client, [job]);
  if (await context.askYesNo(whatItDoes(job, instances, describeReboot(job, windowOf)))) return;
  throw new CliError('Nothing was started.', exitCodes.CANCELED);
}

function whatItDoes(job: ScheduledJob, instances: number, restarts: string): string {
  const wakes = job.power === 'WAKE' ? ' Who is off is started.' : '';
  return `The job ${job.name} is about to ${describeAction(job)} on ${count(instances, 'instance')}. Restarts: ${restarts}.${wakes} Go on?`;
}
