import { EventEmitter, once } from 'node:events';

/** What is known of whether the server can be reached, for all that wait to try again. */
export interface Reachability {
  /** The link is open, or a request was answered well. */
  readonly noteUp: () => void;
  /** The link broke, or nothing answered. */
  readonly noteAway: () => void;
  /** How often the server came back so far; read it before an attempt. */
  readonly returns: () => number;
  /** Answers when the server has come back more often than `returns`; rejects when the signal aborts. */
  readonly whenBack: (returns: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Only a return after an absence counts: if each success woke the others, two that fail for a reason of their own, and
 * succeed in part, would wake one another for ever without a pause.
 */
export function createReachability(): Reachability {
  const bell = new EventEmitter().setMaxListeners(0);
  let isAway = false;
  let count = 0;
  return {
    noteUp() {
      if (!isAway) return;
      isAway = false;
      count += 1;
      bell.emit('back');
    },
    noteAway() {
      isAway = true;
    },
    returns: () => count,
    async whenBack(returns, signal) {
      if (count === returns) await once(bell, 'back', { signal });
    },
  };
}
