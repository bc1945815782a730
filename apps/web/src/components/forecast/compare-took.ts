import type { Forecast, JobExecution } from '@rustine/sdk';

interface Ended {
  readonly seconds: number;
  readonly state: JobExecution['workRequestState'];
  readonly forecast: Pick<Forecast, 'p90Seconds' | 'leftOut'> | null;
}

/**
 * Whether what ended took longer than nine of ten were expected to. Null where the two are not alike: the forecast left
 * something out, or the work was cut short. What failed may have ended early, but not late, because of that.
 */
export function compareTook({ seconds, state, forecast }: Ended): 'within' | 'beyond' | null {
  const most = forecast?.p90Seconds ?? null;
  if (most === null || (forecast?.leftOut ?? []).length > 0) return null;
  if (state === 'SUCCEEDED') return seconds <= most ? 'within' : 'beyond';
  return state === 'FAILED' && seconds > most ? 'beyond' : null;
}
