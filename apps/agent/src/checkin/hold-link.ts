import { setTimeout as sleep } from 'node:timers/promises';
import { LINK_PING_SECONDS } from '@rustine/contract';
import { createParser } from 'eventsource-parser';
import type { Contact } from '../status/contact.ts';
import { request, ServerRefusedError, ServerUnreachableError, toRefusal } from './call-server.ts';
import { retryPassing, type RetryContext } from './retry.ts';
import type { ServerClock } from './server-clock.ts';
import type { SignToken } from './sign-token.ts';

export interface LinkNeeds {
  readonly serverUrl: string;
  readonly signToken: SignToken;
  readonly clock: ServerClock;
  /** Something may wait in the inbox: an event said so, or we were away. */
  readonly onInbox: () => void;
  readonly contact: Pick<Contact, 'heard' | 'linkOpened' | 'linkClosed'>;
  /** Silence after which a link counts as dead. */
  readonly silenceMsMax?: number;
}

/** Holds the link to the server open until the signal aborts, and opens it again with growing, scattered pauses. */
export async function holdLink(needs: LinkNeeds, context: RetryContext): Promise<void> {
  const { signal, pace, log } = context;
  while (!signal.aborted) {
    await retryPassing(
      async () => {
        const heardAnything = await listenOnce(needs, context).finally(context.reachability.noteAway);
        // A link that worked starts the pauses anew; one that ended at once must not be reopened in a busy loop.
        if (!heardAnything) throw new ServerUnreachableError('the link ended before it said anything');
      },
      { ...context, doing: 'holding the link' },
    );
    log.debug('the link ended, opening it again');
    // Scattered, so that a fleet does not come back in one moment after a restart of its server.
    await sleep(pace.firstMs * Math.random(), undefined, { signal });
  }
}

/** Answers, when the link ends, whether it had said anything. */
async function listenOnce(needs: LinkNeeds, { signal, reachability }: RetryContext): Promise<boolean> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), needs.silenceMsMax ?? 2 * LINK_PING_SECONDS * 1000);
  const parser = createParser({ onEvent: ({ event }) => void (event === 'inbox' && needs.onInbox()) });
  const decoder = new TextDecoder();
  let heard = false;
  try {
    const response = await request(`${needs.serverUrl}/api/v1/agent/link`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${await needs.signToken()}` },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || !response.body) throw await toRefusal(response, needs.clock);
    reachability.noteUp();
    needs.contact.linkOpened();
    needs.onInbox();
    for await (const bytes of response.body) {
      heard = true;
      needs.contact.heard();
      timer.refresh();
      parser.feed(decoder.decode(bytes as Uint8Array, { stream: true }));
    }
  } catch (error) {
    if (heard || signal.aborted) return heard;
    if (error instanceof ServerRefusedError || error instanceof ServerUnreachableError) throw error;
    throw new ServerUnreachableError(`the link broke: ${(error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(timer);
    needs.contact.linkClosed();
  }
  return heard;
}
