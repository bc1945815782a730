import type { ForecastVerdict } from '@rustine/contract';
import type { RunForecast } from './forecast-run.ts';

export interface Circumstances {
  /** Instances among the targets, and how many of them may start. */
  readonly targets: number;
  readonly starting: number;
  readonly holdsToWindow: boolean;
}

/**
 * Whether an execution fits its windows. What the forecast left out could only make it fit worse: then it may be told that
 * it hardly fits, and not that it does.
 */
export function judgeFit(
  { p50Seconds, fitting, leftOut }: RunForecast,
  { targets, starting, holdsToWindow }: Circumstances,
): ForecastVerdict {
  if (targets === 0) return 'NO_TARGETS';
  if (starting === 0) return 'SKIPPED';
  if (!holdsToWindow) return 'NO_WINDOW';
  if (p50Seconds === null) return 'UNKNOWN';
  if (fitting < 0.5) return 'UNLIKELY';
  if (leftOut.length > 0) return 'UNKNOWN';
  return fitting >= 0.9 ? 'FITS' : 'AT_RISK';
}
