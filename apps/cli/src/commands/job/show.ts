import { forecastJob, getJob, unwrap, type ScheduledJob } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { describeForecast, describeForecastInstances, describeForecastWindow } from '../../output/describe-forecast.ts';
import { describeTargets } from '../../output/describe-targets.ts';
import { renderFields } from '../../output/fields.ts';
import { duration, instant } from '../../output/words.ts';
import { resolveJob } from '../../resolve-names.ts';
import { readTargetNames } from '../../target-names.ts';
import {
  describeAction,
  describeExecution,
  describeMissed,
  describeNext,
  describeReboot,
  describeWaves,
  describeWhen,
  describeWindow,
} from './describe.ts';
import { readWindowsOf } from './windows-of-jobs.ts';

interface ShowOptions {
  readonly output: 'text' | 'json';
}

/** A job in plain words. */
export async function showJob(context: CommandContext, which: string, { output }: ShowOptions): Promise<void> {
  const { client } = await context.connection();
  const job = await unwrap(getJob({ client, path: { jobId: await resolveJob(client, which) } }));
  if (output === 'json') {
    context.stdout.write(`${JSON.stringify(job, null, 2)}\n`);
    return;
  }
  const windowOf = await readWindowsOf(client, [job]);
  const nameOf = await readTargetNames(client, [job.targets]);
  const { lastExecution } = job;
  const fields: [string, string][] = [
    ['id', job.id],
    ['name', job.name],
    ...(job.description === '' ? [] : [['description', job.description] satisfies [string, string]]),
    ['compartment', nameOf(job.compartmentId)],
    ['does', describeAction(job)],
    ['on', describeTargets(job.targets, nameOf)],
    ['when', describeWhen(job, windowOf)],
    ['state', job.state],
    ['next run', describeNext(job, windowOf)],
    ['missed', describeMissed(job)],
    ['waves', describeWaves(job)],
    ['limits', `${job.maxConcurrency} at the same time, ${job.maxErrors} errors borne`],
    ['window', describeWindow(job, windowOf)],
    ['restarts', describeReboot(job, windowOf)],
    ['power', job.power === 'WAKE' ? 'who is off is started, and put back afterwards' : 'who is off stays off'],
    ['takes', `each instance has ${duration(job.deliverySeconds * 1000)} from its turn on to take its command`],
    ['last run', lastRun(lastExecution)],
    ['created', `${instant(job.createdAt)} by ${job.createdBy}`],
    ['changed', `${instant(job.updatedAt)}, revision ${job.revision}`],
  ];
  context.stdout.write(renderFields(fields));
}

function lastRun(execution: ScheduledJob['lastExecution']): string {
  if (execution === null) return 'none yet';
  const work = execution.workRequestId === null ? '' : `, ${execution.workRequestId}`;
  return `${instant(execution.dueAt)}: ${describeExecution(execution)}${work}`;
}

/** Whether the next execution will fit its window. */
export async function showForecast(context: CommandContext, which: string, { output }: ShowOptions): Promise<void> {
  const { client } = await context.connection();
  const forecast = await unwrap(forecastJob({ client, path: { jobId: await resolveJob(client, which) } }));
  if (output === 'json') {
    context.stdout.write(`${JSON.stringify(forecast, null, 2)}\n`);
    return;
  }
  context.stdout.write(
    renderFields([
      ['forecast', describeForecast(forecast)],
      ['starts', instant(forecast.startsAt)],
      ['window', describeForecastWindow(forecast)],
      ['instances', describeForecastInstances(forecast)],
    ]),
  );
}
