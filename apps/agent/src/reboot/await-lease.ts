import { setTimeout as sleep } from 'node:timers/promises';
import { RebootLeaseResponse } from '@rustine/contract';
import { ServerRefusedError, type CallServer } from '../checkin/call-server.ts';
import { retryPassing, type RetryContext } from '../checkin/retry.ts';
import type { InvocationRecords } from '../journal/invocation-records.ts';
import type { Outbox } from '../journal/outbox.ts';

export interface LeaseNeeds extends Omit<RetryContext, 'signal'> {
  readonly call: CallServer;
  readonly records: Pick<InvocationRecords, 'find'>;
  readonly outbox: Pick<Outbox, 'waiting'>;
}

/** As many as one request may ask for (contract). */
const ASKED_MAX = 50;
const UNTOLD_PAUSE_MS = 2000;

/**
 * Waits until the machine may reboot for these invocations; answers why it never may, or null. Where no command says that
 * a lease is needed nobody is asked, so that such a machine reboots also while its server is away; one that needs a lease
 * waits for its server, for as long as it takes.
 */
export function leaseAsker(needs: LeaseNeeds) {
  return async (invocationIds: readonly string[], signal: AbortSignal): Promise<string | null> => {
    const bound = invocationIds.filter((id) => needs.records.find(id)?.claims?.rebootLease === true);
    if (bound.length === 0) return null;
    for (;;) {
      const { decision, reason, retrySeconds } = await ask(needs, bound.slice(0, ASKED_MAX), signal);
      if (decision === 'GRANTED') return null;
      if (decision === 'DENIED') return reason;
      needs.log.info({ invocationIds: bound, reason }, 'the machine may not reboot yet');
      await sleep(retrySeconds * 1000, undefined, { signal });
    }
  };
}

type Answer = Pick<RebootLeaseResponse, 'decision' | 'reason'> & { readonly retrySeconds: number };

async function ask(needs: LeaseNeeds, invocationIds: readonly string[], signal: AbortSignal): Promise<Answer> {
  const body = { invocationIds };
  try {
    return await retryPassing(
      async () => await needs.call('reboot-leases', { body, answer: RebootLeaseResponse, signal }),
      { ...needs, signal, doing: 'asking whether the machine may reboot' },
    );
  } catch (error) {
    if (!(error instanceof ServerRefusedError)) throw error;
    const untold = new Set(needs.outbox.waiting());
    // The server cannot know of a reboot that it has yet to be told of.
    if (invocationIds.some((id) => untold.has(id)))
      return { decision: 'WAIT', reason: 'The server has yet to hear of it.', retrySeconds: UNTOLD_PAUSE_MS / 1000 };
    return { decision: 'DENIED', reason: `the server does not allow it: ${error.message}.`, retrySeconds: 1 };
  }
}
