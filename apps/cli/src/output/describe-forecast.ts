import type { Forecast } from '@rustine/sdk';
import { duration } from './words.ts';

const verdicts: Readonly<Record<Forecast['verdict'], string>> = {
  FITS: 'fits its window',
  AT_RISK: 'may not fit its window',
  UNLIKELY: 'will hardly fit its window',
  UNKNOWN: 'not known yet, for want of earlier runs',
  NO_WINDOW: 'no window to fit',
};

/** How long an execution is expected to take, and whether that fits. */
export function describeForecast({ verdict, p50Seconds, p90Seconds }: Forecast): string {
  if (p50Seconds === null || p90Seconds === null) return verdicts[verdict];
  const half = `half of the times within ${duration(p50Seconds * 1000)}`;
  return `${verdicts[verdict]}: ${half}, nine of ten within ${duration(p90Seconds * 1000)}`;
}
