import { eachPage, refreshPower, unwrap } from '@rustine/sdk';
import type { CommandContext } from '../../command-context.ts';
import { exitCodes } from '../../exit-codes.ts';
import { AWAY_MS, poll } from '../../follow/poll.ts';
import { createProgress } from '../../output/progress.ts';
import { count } from '../../output/words.ts';
import { Interrupted, watchSignals } from '../../processes/watch-signals.ts';

/** Counts what the answers told, so that it can be said at any time. */
function createTally() {
  const sum = { asked: 0, stopped: 0, running: 0, failed: 0 };
  return {
    add(page: typeof sum) {
      for (const key of ['asked', 'stopped', 'running', 'failed'] as const) sum[key] += page[key];
    },
    asked: () => sum.asked,
    words: () => `${sum.stopped} stopped, ${sum.running} not stopped, ${sum.failed} without an answer`,
  };
}

/**
 * Asks about all silent machines, a few a request. Nothing goes on when the person leaves: the end says how many were asked
 * about, and how many were not.
 */
export async function refreshMachines(context: CommandContext): Promise<number> {
  const { client } = await context.connection();
  const { stdout, stderr, config } = context;
  const tally = createTally();
  const leaving = new AbortController();
  const { signal } = leaving;
  const unwatch = watchSignals({
    run: leaving,
    onInsist: () => undefined,
    clock: () => performance.now(),
    launcherPid: config.launcherPid,
  });
  const progress =
    stderr.isTTY === true
      ? createProgress({ stream: stderr, clock: () => performance.now(), unicode: config.unicode })
      : null;
  const step = progress?.step('Asking about silent instances');
  const tell = (more: string) =>
    stdout.write(`Asked about ${count(tally.asked(), 'instance')}: ${tally.words()}${more}.\n`);
  let left = 0;
  try {
    const pages = eachPage((cursor) => {
      const query = cursor === undefined ? {} : { cursor };
      const ask = () => unwrap(refreshPower({ client, query, signal }));
      return poll({ ask, everyMs: 500, awayMs: AWAY_MS, signal });
    });
    for await (const page of pages) {
      tally.add(page);
      left = page.left;
      step?.detail(`${tally.asked()} of ${tally.asked() + left}; ${tally.words()}`);
    }
    step?.done();
    tell('');
    return exitCodes.OK;
  } catch (error) {
    progress?.end();
    if (tally.asked() > 0) tell(`; not about ${left} more`);
    if (!signal.aborted) throw error;
    return signal.reason instanceof Interrupted ? signal.reason.exitCode : exitCodes.INTERRUPTED;
  } finally {
    unwatch();
  }
}
