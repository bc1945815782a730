import { randomUUID } from 'node:crypto';
import { getWorkRequest, runJob, unwrap } from '@rustine/sdk';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { AWAY_MS, poll } from '../../follow/poll.ts';
import { resolveJob } from '../../resolve-names.ts';
import { finishRun } from '../run/finish-run.ts';
import { askBeforeRun } from './ask-before-run.ts';

export interface RunNowOptions {
  readonly overrideFreeze?: string | undefined;
  readonly ignoreWindow?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly wait?: boolean | undefined;
  readonly timeout?: number | undefined;
  readonly output: 'text' | 'json';
}

/** Runs a job now, once the person at the terminal has agreed, and prints the id of the work request, or follows it to its end. */
export async function runJobNow(context: CommandContext, which: string, options: RunNowOptions): Promise<number> {
  const { client } = await context.connection();
  const { overrideFreeze, ignoreWindow } = options;
  const body = {
    // Asked again with the same key after a lost answer, the server starts nothing twice.
    idempotencyKey: randomUUID(),
    ...(overrideFreeze !== undefined && { overrideFreeze: { reason: overrideFreeze } }),
    ...(ignoreWindow !== undefined && { ignoreWindow: { reason: ignoreWindow } }),
  };
  const path = { jobId: await resolveJob(client, which) };
  await askBeforeRun(context, options, { client, jobId: path.jobId });
  const { signal } = new AbortController();
  const ask = () => unwrap(runJob({ client, path, body }));
  const execution = await poll({ ask, everyMs: 500, awayMs: AWAY_MS, signal });
  const { workRequestId } = execution;
  if (workRequestId === null) {
    throw new CliError(
      `The execution is ${execution.state}${execution.reason === '' ? '' : `: ${execution.reason}`}; "rustine job history ${path.jobId}" shows what becomes of it.`,
      exitCodes.FAILED,
    );
  }
  if (options.wait === true) {
    return finishRun(context, await unwrap(getWorkRequest({ client, path: { workRequestId } })), options);
  }
  const isJson = options.output === 'json';
  context.stdout.write(isJson ? `${JSON.stringify(execution, null, 2)}\n` : `${workRequestId}\n`);
  return exitCodes.OK;
}
