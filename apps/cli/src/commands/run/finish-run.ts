import { listInvocations, unwrap, type WorkRequest } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { followRun } from '../../follow/follow-run.ts';
import { AWAY_MS, poll } from '../../follow/poll.ts';
import { count } from '../../output/words.ts';
import { takeItems } from '../../take-items.ts';

/**
 * Follows a work request that was just made to its end: lines on stdout and all else on stderr, or as JSON one object
 * with all invocations on stdout.
 */
export async function finishRun(
  context: CommandContext,
  work: WorkRequest,
  options: { readonly output: 'text' | 'json'; readonly timeout?: number | undefined },
): Promise<number> {
  const total = Object.values(work.counts).reduce((sum, number) => sum + number, 0);
  const isJson = options.output === 'json';
  context.stderr.write(`${work.id}\n`);
  const { exitCode, ended } = await followRun(context, {
    workRequestId: work.id,
    label: `${work.documentName} on ${count(total, 'instance')}`,
    cancelOnInterrupt: true,
    timeoutSeconds: options.timeout,
    lines: !isJson,
  });
  if (isJson) {
    const { client } = await context.connection();
    const { signal } = new AbortController();
    const invocations = await takeItems(Number.POSITIVE_INFINITY, (page) => {
      const ask = () => unwrap(listInvocations({ client, query: { ...page, workRequestId: work.id } }));
      return poll({ ask, everyMs: 500, awayMs: AWAY_MS, signal });
    });
    context.stdout.write(`${JSON.stringify({ ...(ended ?? work), invocations: invocations.toReversed() }, null, 2)}\n`);
  }
  return exitCode;
}
