import { AgentInbox } from '@rustine/contract';
import type { CallServer } from './call-server.ts';
import { retryPassing, type RetryContext } from './retry.ts';
import type { WakeBell } from './wake-bell.ts';

export interface FetchNeeds {
  readonly call: CallServer;
  readonly bell: WakeBell;
  /** The clock of the outbox, whose acknowledgements the answer is compared with. */
  readonly now: () => number;
  readonly receive: (inbox: AgentInbox, askedAt: number) => Promise<void>;
}

/** Fetches the inbox at each ring of the bell, one fetch at a time, until the signal aborts. */
export async function keepFetchingInbox(
  { call, bell, now, receive }: FetchNeeds,
  context: RetryContext,
): Promise<void> {
  const { signal } = context;
  while (!signal.aborted) {
    await bell.wait(signal);
    let askedAt = now();
    const fetchOnce = async () => {
      askedAt = now();
      return await call('inbox', { answer: AgentInbox, signal });
    };
    const inbox = await retryPassing(fetchOnce, { ...context, doing: 'fetching the inbox' });
    await receive(inbox, askedAt);
  }
}
