import type { InstanceStatus } from '@rustine/contract';

/** Agents check in this often, in seconds; an open link counts as a check-in each minute. */
export const CHECK_IN_SECONDS = 120;

/** Two missed check-ins and some patience for a slow network. */
const ONLINE_SECONDS_MAX = 2.5 * CHECK_IN_SECONDS;
const STALE_SECONDS_MAX = 3600;

/** What the last sign of life says of an instance at `now`. One that never checked in is OFFLINE. */
export function instanceStatus(lastSeenAt: Date | null, now: Date): InstanceStatus {
  if (lastSeenAt === null) return 'OFFLINE';
  const silentSeconds = (now.getTime() - lastSeenAt.getTime()) / 1000;
  if (silentSeconds <= ONLINE_SECONDS_MAX) return 'ONLINE';
  return silentSeconds <= STALE_SECONDS_MAX ? 'STALE' : 'OFFLINE';
}
