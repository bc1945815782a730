import { cancelRestart, listJobExecutions, unwrap, type JobExecution, type RustineClient } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { instant } from '../../output/words.ts';
import { resolveJob } from '../../resolve-names.ts';
import { takeItems } from '../../take-items.ts';

interface CancelRestartOptions extends AskOptions {
  readonly execution?: string | undefined;
}

const PLANNED_MAX = 100;

/** Cancels a restart that waits for its window; of several the one that is named. */
export async function cancelJobRestart(
  context: CommandContext,
  which: string,
  options: CancelRestartOptions,
): Promise<void> {
  const { client } = await context.connection();
  const jobId = await resolveJob(client, which);
  const { execution } = options;
  const planned = execution === undefined ? await onlyPlanned(client, jobId) : undefined;
  const executionId = planned?.id ?? execution!;
  const when = planned === undefined ? executionId : `at ${instant(planned.dueAt)}`;
  await askBefore(context, options, `Cancel the restart of ${which} ${when}? Who needs a restart goes on needing it.`);
  const { dueAt } = await unwrap(cancelRestart({ client, path: { jobId, executionId } }));
  context.stderr.write(`The restart of ${which} at ${instant(dueAt)} is canceled; a later run plans one of its own.\n`);
}

/** @throws CliError when there is none, or which ones there are. */
async function onlyPlanned(client: RustineClient, jobId: string): Promise<JobExecution> {
  const planned = await takeItems(PLANNED_MAX, (page) =>
    unwrap(listJobExecutions({ client, path: { jobId }, query: { ...page, state: 'PLANNED' } })),
  );
  const [first, ...others] = planned;
  if (first === undefined)
    throw new CliError('No restart of the job waits for its window: nothing is to be canceled.', exitCodes.NOT_FOUND);
  if (others.length === 0) return first;
  const each = planned.map(({ id, dueAt }) => `\n  --execution ${id}   ${instant(dueAt)}`).join('');
  throw new CliError(`${planned.length} restarts of the job wait for their windows, name one:${each}`, exitCodes.USAGE);
}
