import type { OpenPowerSession } from './open-power-session.ts';

/** After this many seconds without a look no server ran, or none had the time. */
const GAP_SECONDS = 120;
/** A look that is not older than this many seconds is not written again. */
const FRESH_SECONDS = 30;

/**
 * What a look at the machine changes before it is asked about; null when the last one was a moment ago. While nobody
 * looked the machine had no chance to be told again, so that time does not count towards its deadline.
 */
export function beginLook(
  { lookedAt, deadlineAt }: Pick<OpenPowerSession, 'lookedAt' | 'deadlineAt'>,
  now: Date,
): Pick<OpenPowerSession, 'lookedAt' | 'deadlineAt'> | null {
  const gapMs = now.getTime() - lookedAt.getTime();
  if (gapMs < FRESH_SECONDS * 1000) return null;
  if (gapMs < GAP_SECONDS * 1000 || deadlineAt === null) return { lookedAt: now, deadlineAt };
  return { lookedAt: now, deadlineAt: new Date(deadlineAt.getTime() + gapMs) };
}
