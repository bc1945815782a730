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
  /** How long a machine that needed no lease when its command was signed waits for an answer; ten seconds unless given. */
  readonly unboundMs?: number;
}

/** As many as one request may ask for (contract). */
const ASKED_MAX = 50;
const UNTOLD_PAUSE_MS = 2000;
const UNBOUND_MS_MAX = 10_000;

/**
 * Waits until the machine may reboot for these invocations; answers why it never may, or null. One whose command says that
 * a lease is needed waits for its server, for as long as it takes. Another asks too, since it may have joined a set
 * meanwhile, but reboots also while its server is away.
 */
export function leaseAsker(needs: LeaseNeeds) {
  return async (invocationIds: readonly string[], signal: AbortSignal): Promise<string | null> => {
    const needsOne = (id: string) => needs.records.find(id)?.claims?.rebootLease === true;
    const asked = invocationIds.toSorted((a, b) => Number(needsOne(b)) - Number(needsOne(a))).slice(0, ASKED_MAX);
    for (let bound = asked.some(needsOne); ; bound = true) {
      const answer = bound ? await ask(needs, asked, signal) : await askBriefly(needs, asked, signal);
      if (answer === null || answer.decision === 'GRANTED') return null;
      if (answer.decision === 'DENIED') return answer.reason;
      needs.log.info({ invocationIds: asked, reason: answer.reason }, 'the machine may not reboot yet');
      await sleep(answer.retrySeconds * 1000, undefined, { signal });
    }
  };
}

/** Null when no answer came in time, or the server will not give one: nothing says that a lease is needed. */
async function askBriefly(
  needs: LeaseNeeds,
  invocationIds: readonly string[],
  signal: AbortSignal,
): Promise<Answer | null> {
  const brief = AbortSignal.any([signal, AbortSignal.timeout(needs.unboundMs ?? UNBOUND_MS_MAX)]);
  try {
    for (;;) {
      const answer = await request(needs, invocationIds, brief).catch((error: unknown) => {
        if (!(error instanceof ServerRefusedError) || !isUntold(needs, invocationIds)) throw error;
        return null;
      });
      if (answer !== null) return answer;
      await sleep(UNTOLD_PAUSE_MS, undefined, { signal: brief });
    }
  } catch (error) {
    signal.throwIfAborted();
    needs.log.info(
      { err: error, invocationIds },
      'nobody answered whether the machine needs a lease to reboot; none is said to be needed',
    );
    return null;
  }
}

type Answer = Pick<RebootLeaseResponse, 'decision' | 'reason'> & { readonly retrySeconds: number };

async function ask(needs: LeaseNeeds, invocationIds: readonly string[], signal: AbortSignal): Promise<Answer> {
  try {
    return await request(needs, invocationIds, signal);
  } catch (error) {
    if (!(error instanceof ServerRefusedError)) throw error;
    if (isUntold(needs, invocationIds))
      return { decision: 'WAIT', reason: 'The server has yet to hear of it.', retrySeconds: UNTOLD_PAUSE_MS / 1000 };
    return { decision: 'DENIED', reason: `the server does not allow it: ${error.message}.`, retrySeconds: 1 };
  }
}

async function request(needs: LeaseNeeds, invocationIds: readonly string[], signal: AbortSignal): Promise<Answer> {
  return await retryPassing(
    async () => await needs.call('reboot-leases', { body: { invocationIds }, answer: RebootLeaseResponse, signal }),
    { ...needs, signal, doing: 'asking whether the machine may reboot' },
  );
}

/** The server cannot know of a reboot that it has yet to be told of. */
function isUntold({ outbox }: LeaseNeeds, invocationIds: readonly string[]): boolean {
  const untold = new Set(outbox.waiting());
  return invocationIds.some((id) => untold.has(id));
}
