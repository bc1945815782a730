import { setTimeout as sleep } from 'node:timers/promises';
import { RebootLeaseResponse } from '@rustine/contract';
import type { Ask } from './keep-checking-in.ts';
import { persist, type Pace } from './persist.ts';

interface LeaseNeeds {
  readonly ask: Ask;
  readonly signal: AbortSignal;
  readonly pace: Pace;
}

/**
 * Waits until the machine may reboot for an invocation; answers why it never may, or null. It asks as often as the server
 * says, or as its pace bears.
 */
export async function awaitLease(invocationId: string, { ask, signal, pace }: LeaseNeeds): Promise<string | null> {
  for (;;) {
    const asked = () => ask('reboot-leases', { invocationIds: [invocationId] });
    const { decision, reason, retrySeconds } = RebootLeaseResponse.parse(await persist(asked, { signal, pace }));
    if (decision === 'GRANTED') return null;
    if (decision === 'DENIED') return reason;
    await sleep(Math.min(retrySeconds * 1000, pace.longestMs), undefined, { signal });
  }
}
