import { finalWorkRequestStates } from '@rustine/contract';
import { isFinal } from '@rustine/domain';
import {
  followWorkRequest,
  unwrap,
  type Invocation,
  type RustineClient,
  type WorkFeed,
  type WorkRequest,
} from '@rustine/sdk';
import { poll } from './poll.ts';

export interface FollowFeedOptions {
  readonly client: RustineClient;
  readonly signal: AbortSignal;
  readonly awayMs: number;
  /** What is new, in order; called at least once. */
  readonly onFeed: (feed: ToldFeed) => void;
}

export interface ToldFeed extends WorkFeed {
  /** Invocations that have ended and of which all output has been told, this feed's included; once for each end. */
  readonly ended: readonly Invocation[];
}

const EVERY_MS = 500;

/**
 * After its end the rest is there at once, unless a long transaction of somebody else holds back what counts as settled;
 * it is not waited for longer than this.
 */
const REST_MS = 30_000;

/**
 * Follows a work request to its end, with one request at a time however many instances it has.
 * @throws what `poll` throws
 */
export function followFeed(workRequestId: string, options: FollowFeedOptions): Promise<WorkRequest> {
  const { client, signal, awayMs, onFeed } = options;
  let cursor: string | undefined;
  let endedAt: number | null = null;
  const takeEnded = createEndWatch();
  return poll({
    everyMs: EVERY_MS,
    signal,
    awayMs,
    ask: async () => {
      for (;;) {
        const query = cursor === undefined ? {} : { cursor };
        const feed = await unwrap(followWorkRequest({ client, path: { workRequestId }, query, signal }));
        cursor = feed.cursor;
        onFeed({ ...feed, ended: takeEnded(feed) });
        if (feed.more) continue;
        const { workRequest } = feed;
        if (!finalWorkRequestStates.some((state) => state === workRequest.state)) return undefined;
        endedAt ??= performance.now();
        return feed.complete || performance.now() - endedAt > REST_MS ? workRequest : undefined;
      }
    },
  });
}

/**
 * An end may be told before the last of the output, on an earlier page or, at first, in an earlier round. By the end of
 * the round after it all output is there.
 */
function createEndWatch(): (feed: WorkFeed) => Invocation[] {
  const toldEnds = new Map<string, string>();
  let before: Invocation[] = [];
  let now: Invocation[] = [];
  return ({ invocations, more, complete }) => {
    for (const each of invocations) {
      if (!isFinal(each.state) || toldEnds.get(each.id) === each.state) continue;
      toldEnds.set(each.id, each.state);
      now.push(each);
    }
    if (more) return [];
    const ended = complete ? [...before, ...now] : before;
    before = complete ? [] : now;
    now = [];
    return ended;
  };
}
