import type { Forecast } from '@rustine/contract';
import {
  assignWaves,
  concurrencyOf,
  documentOf,
  forecastRun,
  judgeFit,
  parseMaxConcurrency,
  rebootDocument,
  type ForecastWave,
} from '@rustine/domain';
import type { JobsDeps } from './jobs-deps.ts';
import type { JobSpec } from './job-spec.ts';
import type { TargetInstance } from './needs.ts';
import { remainingTargets } from './remaining-targets.ts';
import type { ExecutionRow } from './sql/executions.ts';

export interface ForecastOf {
  readonly kind: ExecutionRow['kind'];
  readonly spec: JobSpec;
  readonly instanceIds: readonly string[] | null;
  readonly startsAt: Date;
}

/**
 * How long an execution will take if it starts at an instant, and whether it fits the window that is open then.
 * @throws CodedError NOT_FOUND when its targets name something that is gone.
 */
export async function forecastExecution({ db, clock, needs }: JobsDeps, asked: ForecastOf): Promise<Forecast> {
  const { spec, kind, startsAt } = asked;
  const isRestart = kind === 'REBOOT';
  const targets =
    asked.instanceIds === null
      ? await needs.fleet.instancesForTargets((await remainingTargets(needs.fleet, spec.targets)).targets)
      : await needs.fleet.findInstances(asked.instanceIds);
  const instanceIds = targets.map(({ id }) => id);
  const { documentName } =
    isRestart && spec.reboot !== null ? rebootDocument(spec.reboot) : documentOf(spec.action, spec.reboot);
  const durations = await needs.history.durationsOf(db, { instanceIds, documentName });
  const run = forecastRun(wavesOf(targets, { spec, isRestart, durations }));
  const windowIds = isRestart ? spec.reboot?.windowIds : spec.window?.windowIds;
  const needsWindow = isRestart ? windowIds !== undefined : spec.window !== null;
  const closesAt = needsWindow
    ? await closingOf(needs, { db, instanceIds, windowIds: windowIds ?? null, at: startsAt })
    : null;
  return {
    ...run,
    verdict: judgeFit(run, { startsAt, closesAt }),
    startsAt: startsAt.toISOString(),
    windowClosesAt: closesAt?.toISOString() ?? null,
    madeAt: clock().toISOString(),
  };
}

interface Past {
  readonly spec: JobSpec;
  readonly isRestart: boolean;
  readonly durations: ReadonlyMap<string, readonly number[]>;
}

function wavesOf(targets: readonly TargetInstance[], { spec, isRestart, durations }: Past): ForecastWave[] {
  const parsed = parseMaxConcurrency(spec.maxConcurrency);
  const concurrency = 'limit' in parsed ? concurrencyOf(parsed.limit, targets.length) : targets.length;
  const waveOf = (ids: readonly string[], bakeMinutes: number): ForecastWave => ({
    instances: ids.map((id) => ({ seconds: durations.get(id) ?? [] })),
    concurrency,
    pauseSeconds: bakeMinutes * 60,
  });
  if (isRestart || spec.waves === null)
    return [
      waveOf(
        targets.map(({ id }) => id),
        0,
      ),
    ];
  const assigned = assignWaves(
    spec.waves,
    targets.map(({ id, labels }) => ({ id, labels, canStart: true })),
  );
  return assigned
    .filter(({ targetIds }) => targetIds.length > 0)
    .map(({ targetIds, bakeMinutes }) => waveOf(targetIds, bakeMinutes));
}

/** When the first of the windows closes that the instances start in; null when none of them can. */
async function closingOf(
  needs: JobsDeps['needs'],
  {
    db,
    ...asked
  }: { db: JobsDeps['db']; instanceIds: readonly string[]; windowIds: readonly string[] | null; at: Date },
): Promise<Date | null> {
  const places = await needs.windows.placesFor(db, asked);
  const closings = [...places.values()].flatMap((place) => (place.kind === 'OPEN' ? [place.closesAt.getTime()] : []));
  return closings.length === 0 ? null : new Date(Math.min(...closings));
}
