import type { Forecast } from '@rustine/sdk';
import { count, duration, instant } from './words.ts';

const verdicts: Readonly<Record<Forecast['verdict'], string>> = {
  FITS: 'fits its window',
  AT_RISK: 'may not fit its window',
  UNLIKELY: 'will hardly fit its window',
  UNKNOWN: 'not known yet, for want of earlier runs',
  NO_WINDOW: 'no window to fit',
  SKIPPED: 'nothing may start then',
  NO_TARGETS: 'nobody is among its targets',
};

const gaps: Readonly<Record<NonNullable<Forecast['leftOut']>[number], string>> = {
  HEALTH_CHECKS: 'the health checks',
  WAKING: 'starting what is off',
  PUTTING_BACK: 'switching it off again',
};

/** How long an execution is expected to take, and whether that fits. */
export function describeForecast({ verdict, p50Seconds, p90Seconds, leftOut = [] }: Forecast): string {
  if (p50Seconds === null || p90Seconds === null) return verdicts[verdict];
  const could = verdict === 'SKIPPED' ? '; if it could' : '';
  const half = `half of the times within ${duration(p50Seconds * 1000)}`;
  const most = `nine of ten within ${duration(p90Seconds * 1000)}`;
  const what = leftOut.map((gap) => gaps[gap]).join(' and ');
  const without = what === '' ? '' : `; not counted, since no earlier run tells: ${what}`;
  return `${verdicts[verdict]}${could}: ${half}, ${most}${without}`;
}

/** The first ends of the windows that its instances keep to. */
export function describeForecastWindow({ verdict, windowCutoffAt = null, windowClosesAt }: Forecast): string {
  if (windowClosesAt === null) return verdict === 'NO_WINDOW' ? 'none' : '-';
  const cutoff = windowCutoffAt === null ? '' : `lets nothing start from ${instant(windowCutoffAt)} on, `;
  return `${cutoff}closes ${instant(windowClosesAt)}`;
}

/** Whom it is about, and who of them is skipped. */
export function describeForecastInstances({ instances, withHistory, skipped }: Forecast): string {
  const { closed = 0, frozen = 0 } = skipped ?? {};
  const why = [
    ...(closed === 0 ? [] : [`no window is open then for ${closed}`]),
    ...(frozen === 0 ? [] : [`a freeze holds for ${frozen}`]),
  ];
  const those = why.length === 0 ? '' : `; ${count(closed + frozen, 'is', 'are')} skipped: ${why.join(', ')}`;
  return `${instances}; ${withHistory} of them ran this before${those}`;
}
