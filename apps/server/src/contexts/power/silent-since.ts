import { ONLINE_SECONDS_MAX } from '@rustine/domain';

/** Who was heard of last before this instant gives no sign of life. */
export function silentSince(now: Date): Date {
  return new Date(now.getTime() - ONLINE_SECONDS_MAX * 1000);
}
