import { cancelWorkRequest, RustineError, unwrap, type RustineClient, type WorkRequest } from '@rustine/sdk';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { createRunView, type RunView } from '../output/run-view.ts';
import { Interrupted, watchSignals } from '../processes/watch-signals.ts';
import { followFeed } from './follow-feed.ts';
import { AWAY_MS, poll } from './poll.ts';
import { tellFailure } from './tell-failure.ts';
import { tellHalts } from './tell-halts.ts';

export interface FollowRunOptions {
  readonly workRequestId: string;
  readonly label: string;
  /** Whether Ctrl-C asks the server to cancel; a second one leaves in any case. */
  readonly cancelOnInterrupt: boolean;
  /** Seconds after which it is no longer waited for; the run goes on. */
  readonly timeoutSeconds?: number | undefined;
  /** Whether what steps write is shown. */
  readonly lines: boolean;
}

class WaitedLongEnough extends Error {}

/** Follows a work request to its end, or until the person leaves; answers the exit code, and the work request if it ended. */
export async function followRun(
  context: CommandContext,
  options: FollowRunOptions,
): Promise<{ readonly exitCode: number; readonly ended: WorkRequest | null }> {
  const { workRequestId, label, lines, timeoutSeconds } = options;
  const { client } = await context.connection();
  const { stdout, stderr } = context;
  const view = createRunView({ label, stdout, stderr, unicode: context.config.unicode, lines });
  const tellHalt = tellHalts((text) => view.note(text));
  const leaving = new AbortController();
  const unwatch = watchInterrupts({ context, options, client, view, leaving });
  const timer =
    timeoutSeconds === undefined
      ? null
      : setTimeout(() => leaving.abort(new WaitedLongEnough()), timeoutSeconds * 1000);
  try {
    const { signal } = leaving;
    const work = await followFeed(workRequestId, {
      client,
      signal,
      awayMs: AWAY_MS,
      onFeed: (feed) => {
        view.show(feed);
        tellHalt(feed.workRequest);
      },
    });
    if (work.state === 'SUCCEEDED') view.done();
    else {
      view.fail();
      stderr.write(`${await tellFailure(work, { client, signal, awayMs: AWAY_MS })}\n`);
    }
    return { exitCode: exitCodeOf(work), ended: work };
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
    view.end();
    const waitedLong = leaving.signal.reason instanceof WaitedLongEnough;
    const why = waitedLong ? `It has not ended within ${timeoutSeconds} s` : 'It goes on without you';
    stderr.write(`${why}: "rustine work-request logs ${workRequestId} --follow" follows it.\n`);
    return { exitCode: waitedLong ? exitCodes.NOT_ENDED : interruptCode(leaving.signal.reason), ended: null };
  } finally {
    if (timer !== null) clearTimeout(timer);
    unwatch();
    view.end();
  }
}

interface Watch {
  readonly context: CommandContext;
  readonly options: FollowRunOptions;
  readonly client: RustineClient;
  readonly view: RunView;
  readonly leaving: AbortController;
}

function watchInterrupts({ context, options, client, view, leaving }: Watch): () => void {
  const asked = new AbortController();
  asked.signal.addEventListener('abort', () => {
    const interrupted: unknown = asked.signal.reason;
    // A terminal that went away is no wish to stop a patch run.
    const hungUp = interrupted instanceof Interrupted && interrupted.signal === 'SIGHUP';
    if (!options.cancelOnInterrupt || hungUp) leaving.abort(interrupted);
    else void askToCancel({ options, client, view, leaving });
  });
  return watchSignals({
    run: asked,
    onInsist: (interrupted) => leaving.abort(interrupted),
    clock: () => performance.now(),
    launcherPid: context.config.launcherPid,
  });
}

async function askToCancel({ options, client, view, leaving }: Omit<Watch, 'context'>): Promise<void> {
  view.note('Canceling: what has not started never will, what runs is being ended. Ctrl-C again leaves at once.');
  const { workRequestId } = options;
  const { signal } = leaving;
  try {
    const ask = () => unwrap(cancelWorkRequest({ client, path: { workRequestId }, signal }));
    await poll({ ask, everyMs: 500, awayMs: AWAY_MS, signal });
  } catch (error) {
    // It may have ended on its own at the same moment.
    if (signal.aborted || (error instanceof RustineError && error.code === 'CONFLICT')) return;
    view.note(`The server could not be asked to cancel: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function exitCodeOf({ state }: Pick<WorkRequest, 'state'>): number {
  if (state === 'SUCCEEDED') return exitCodes.OK;
  return state === 'CANCELED' ? exitCodes.CANCELED : exitCodes.FAILED;
}

function interruptCode(reason: unknown): number {
  return reason instanceof Interrupted ? reason.exitCode : exitCodes.INTERRUPTED;
}
