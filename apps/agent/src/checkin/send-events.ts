import { setTimeout as sleep } from 'node:timers/promises';
import { AGENT_EVENTS_PER_REQUEST_MAX, PostEventsResponse } from '@rustine/contract';
import type { Outbox } from '../journal/outbox.ts';
import { ServerRefusedError, type CallServer } from './call-server.ts';
import { isPassing, retryPassing, type RetryContext } from './retry.ts';

/** Below the usual body limit of a server or a proxy (1 MiB), with room for JSON escapes. */
const BATCH_BYTES_MAX = 512 * 1024;

export interface SenderNeeds {
  readonly outbox: Outbox;
  readonly call: CallServer;
  /** Answers once something may wait in the outbox. */
  readonly whenAppended: (signal: AbortSignal) => Promise<void>;
  /** The server holds more events of an invocation than were ever told from this journal. */
  readonly onAhead: (invocationId: string, held: number) => void;
  /** The server does not know an invocation of which it was told, or not any more. */
  readonly onUnknown: (invocationId: string) => void;
}

/**
 * Tells the server all that is in the outbox, in order and for as long as it takes, until the signal aborts. One request
 * carries events of one invocation, so one that the server will not take cannot hold up the others.
 */
export async function keepSendingEvents(needs: SenderNeeds, context: RetryContext): Promise<void> {
  const { signal, pace } = context;
  const stuckUntil = new Map<string, number>();
  while (!signal.aborted) {
    const now = performance.now();
    const due = needs.outbox.waiting().filter((id) => (stuckUntil.get(id) ?? 0) <= now);
    let moved = false;
    for (const id of due) {
      if (await sendOne(needs, id, context)) moved = true;
      else stuckUntil.set(id, performance.now() + pace.longestMs);
    }
    if (!moved) await Promise.race([needs.whenAppended(signal), sleep(pace.longestMs, undefined, { signal })]);
  }
}

/** False when the server holds no more of this invocation than before: it refused the batch, or saw a gap in it. */
async function sendOne(
  { outbox, call, onAhead, onUnknown }: SenderNeeds,
  invocationId: string,
  context: RetryContext,
): Promise<boolean> {
  const { signal, log } = context;
  const events = outbox.batch(invocationId, { events: AGENT_EVENTS_PER_REQUEST_MAX, bytes: BATCH_BYTES_MAX });
  const first = events[0];
  if (!first) return true;
  try {
    const { acknowledged } = await retryPassing(
      () => call('events', { body: { events }, answer: PostEventsResponse, signal }),
      { ...context, doing: 'sending events' },
    );
    const held = acknowledged[invocationId];
    if (held === undefined) return false;
    if (held === -1) {
      log.warn({ invocationId }, 'the server does not know this invocation: its events are dropped');
      outbox.abandon(invocationId);
      onUnknown(invocationId);
      return true;
    }
    const isAhead = held > outbox.lastSeq(invocationId);
    outbox.acknowledge(invocationId, held);
    if (isAhead) onAhead(invocationId, held);
    if (held < first.seq) log.warn({ invocationId, held, next: first.seq }, 'the server misses earlier events');
    return held >= first.seq;
  } catch (error) {
    if (!(error instanceof ServerRefusedError) || isPassing(error)) throw error;
    log.error({ invocationId, seq: first.seq }, `the server refuses events: ${error.message}`);
    return false;
  }
}
