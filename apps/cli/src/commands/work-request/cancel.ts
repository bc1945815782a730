import { cancelInvocation, cancelWorkRequest, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { followRun } from '../../follow/follow-run.ts';

/** With `wait` the exit code is that of the end: canceled, or what it came to before it could be. */
export async function cancelWork(
  context: CommandContext,
  workRequestId: string,
  options: { readonly invocation?: string | undefined; readonly wait?: boolean | undefined },
): Promise<number> {
  const { client } = await context.connection();
  const { invocation } = options;
  const { state } =
    invocation === undefined
      ? await unwrap(cancelWorkRequest({ client, path: { workRequestId } }))
      : await unwrap(cancelInvocation({ client, path: { invocationId: invocation } }));
  context.stdout.write(`${state}\n`);
  if (options.wait !== true) return exitCodes.OK;
  const follow = { workRequestId, label: `Canceling ${workRequestId}`, cancelOnInterrupt: false, lines: false };
  return (await followRun(context, follow)).exitCode;
}
