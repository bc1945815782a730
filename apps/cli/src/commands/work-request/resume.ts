import { resumeWorkRequest, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { followRun } from '../../follow/follow-run.ts';

/** Has a work request go on after a failed wave. With `wait` the exit code is that of its end. */
export async function resumeWork(
  context: CommandContext,
  workRequestId: string,
  options: { readonly reason?: string | undefined; readonly wait?: boolean | undefined },
): Promise<number> {
  const { client } = await context.connection();
  const body = options.reason === undefined ? {} : { reason: options.reason };
  const work = await unwrap(resumeWorkRequest({ client, path: { workRequestId }, body }));
  context.stdout.write(`${work.state}\n`);
  if (options.wait !== true) return exitCodes.OK;
  const follow = { workRequestId, label: work.documentName, cancelOnInterrupt: false, lines: true };
  return (await followRun(context, follow)).exitCode;
}
