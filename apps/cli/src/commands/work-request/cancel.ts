import { cancelInvocation, cancelWorkRequest, getWorkRequest, unwrap, type RustineClient } from '@rustine/sdk';
import { askBefore, type AskOptions } from '../../ask-before.ts';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { followRun } from '../../follow/follow-run.ts';
import { describeCounts } from '../../output/describe-counts.ts';

/** With `wait` the exit code is that of the end: canceled, or what it came to before it could be. */
export async function cancelWork(
  context: CommandContext,
  workRequestId: string,
  options: AskOptions & { readonly invocation?: string | undefined; readonly wait?: boolean | undefined },
): Promise<number> {
  const { client } = await context.connection();
  const { invocation } = options;
  await askBefore(context, options, async () =>
    invocation === undefined
      ? whatIsCanceled(client, workRequestId)
      : `Cancel ${invocation}? What runs of it is ended.`,
  );
  const { state } =
    invocation === undefined
      ? await unwrap(cancelWorkRequest({ client, path: { workRequestId } }))
      : await unwrap(cancelInvocation({ client, path: { invocationId: invocation } }));
  context.stdout.write(`${state}\n`);
  if (options.wait !== true) return exitCodes.OK;
  const follow = { workRequestId, label: `Canceling ${workRequestId}`, cancelOnInterrupt: false, lines: false };
  return (await followRun(context, follow)).exitCode;
}

async function whatIsCanceled(client: RustineClient, workRequestId: string): Promise<string> {
  const work = await unwrap(getWorkRequest({ client, path: { workRequestId } }));
  return `Cancel ${work.documentName}, ${describeCounts(work)}? What has not started never starts, what runs is ended.`;
}
