import type { InstanceStatus } from '@rustine/contract';

/** Agents check in this often, in seconds; an open link counts as a check-in each minute. */
export const CHECK_IN_SECONDS = 120;

/** Two missed check-ins and some patience for a slow network. */
export const ONLINE_SECONDS_MAX = 2.5 * CHECK_IN_SECONDS;
export const STALE_SECONDS_MAX = 3600;

/** What is known of an instance without asking it. */
export interface InstanceEvidence {
  readonly lastSeenAt: Date | null;
  /** An invocation of it is REBOOTING; that state has a deadline, so it cannot stay for ever. */
  readonly rebooting: boolean;
  /** When whoever powers it said that it is switched off. */
  readonly stoppedAt?: Date | null;
}

/**
 * The status that the evidence bears out at `now`. A sign of life after it was said to be switched off counts for more
 * than that word. One that never checked in is OFFLINE.
 */
export function instanceStatus(
  { lastSeenAt, rebooting, stoppedAt = null }: InstanceEvidence,
  now: Date,
): InstanceStatus {
  if (stoppedAt !== null && (lastSeenAt === null || lastSeenAt <= stoppedAt)) return 'STOPPED';
  if (rebooting) return 'REBOOTING';
  if (lastSeenAt === null) return 'OFFLINE';
  const silentSeconds = (now.getTime() - lastSeenAt.getTime()) / 1000;
  if (silentSeconds <= ONLINE_SECONDS_MAX) return 'ONLINE';
  return silentSeconds <= STALE_SECONDS_MAX ? 'STALE' : 'OFFLINE';
}
