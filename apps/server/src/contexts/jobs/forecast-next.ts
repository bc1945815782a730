import type { Forecast } from '@rustine/contract';
import { forecastExecution } from './forecast-execution.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { nextJobOccurrence } from './occurrences.ts';
import type { JobRow } from './sql/jobs.ts';

/**
 * The forecast of the next execution that is not skipped; of a job that has none, as if it started now.
 * @throws CodedError NOT_FOUND when its targets name something that is gone.
 */
export async function forecastNext(deps: JobsDeps, { spec, nextRunAt, skipAt }: JobRow): Promise<Forecast> {
  const isSkipped = nextRunAt !== null && skipAt?.getTime() === nextRunAt.getTime();
  const occurrences = { reader: deps.db, windows: deps.needs.windows };
  const after = isSkipped ? await nextJobOccurrence(occurrences, spec.schedule, nextRunAt) : null;
  const startsAt = after ?? nextRunAt ?? deps.clock();
  return forecastExecution(deps, { kind: 'SCHEDULED', spec, instanceIds: null, overrides: {}, startsAt });
}
