/** For so long a run may wait for its turn to reboot: then somebody has to look why the others do not come back. */
export const LEASE_WAIT_SECONDS_MAX = 6 * 3600;

/** One of the others in a set, as the evidence shows it. */
export interface QuorumMember {
  readonly name: string;
  /** It has a lease: it reboots, or has not been proved to be back. */
  readonly leased: boolean;
  /** It gives signs of life, and no run restarts it without a lease. */
  readonly up: boolean;
}

export interface QuorumView {
  readonly setName: string;
  readonly maxDown: number;
  /** Without the instance that asks. */
  readonly others: readonly QuorumMember[];
}

export type LeaseDecision =
  | { readonly decision: 'GRANTED' }
  | { readonly decision: 'WAIT' | 'DENIED'; readonly reason: string };

/**
 * Whether an instance may reboot: in each of its sets so few others are down that with it there are no more than
 * allowed. One that is not heard of counts as down, whatever the reason: whoever reboots then might be one too many.
 */
export function decideLease(sets: readonly QuorumView[], waitedSeconds: number): LeaseDecision {
  const full = sets.flatMap(({ setName, maxDown, others }) => {
    const down = others.filter(({ leased, up }) => leased || !up);
    if (down.length + 1 <= maxDown) return [];
    const names = down.map(({ name, leased }) => `${name} ${leased ? 'reboots' : 'is not heard of'}`).join(', ');
    const allowed = maxDown === 1 ? 'one may be down' : `${maxDown} may be down`;
    return [`of the quorum set ${setName} at most ${allowed} at a time, and ${names}`];
  });
  if (full.length === 0) return { decision: 'GRANTED' };
  const reason = full.join('; ');
  if (waitedSeconds < LEASE_WAIT_SECONDS_MAX) return { decision: 'WAIT', reason: `It waits to reboot: ${reason}.` };
  const hours = LEASE_WAIT_SECONDS_MAX / 3600;
  return { decision: 'DENIED', reason: `It waited ${hours} hours to reboot, which is the limit: ${reason}.` };
}
