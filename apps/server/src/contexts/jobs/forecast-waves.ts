import {
  assignWaves,
  concurrencyOf,
  MAX_CONCURRENCY_DEFAULT,
  parseMaxConcurrency,
  type AssignedWave,
  type ForecastWave,
  type Past,
  type Sleeper,
} from '@rustine/domain';
import type { HealthCheck } from '@rustine/contract';
import type { JobSpec } from './job-spec.ts';
import type { OpenPlace, TargetInstance } from './needs.ts';

/** What is known of the targets of an execution before it starts. */
export interface Known {
  readonly targets: readonly TargetInstance[];
  readonly startsAt: Date;
  /** False for those that are skipped: they take no time. */
  readonly canStart: (instanceId: string) => boolean;
  readonly durations: ReadonlyMap<string, Past>;
  readonly sleepers: ReadonlyMap<string, Sleeper>;
  /** The windows that they hold to. */
  readonly places: ReadonlyMap<string, OpenPlace>;
  readonly checkDurations: ReadonlyMap<HealthCheck, ReadonlyMap<string, Past>>;
}

/** The waves that an execution goes through; all in one unless the job says otherwise. */
export function forecastWaves(spec: Pick<JobSpec, 'waves' | 'maxConcurrency'>, known: Known): ForecastWave[] {
  const { targets, canStart } = known;
  const assigned =
    spec.waves === null
      ? [{ targetIds: targets.map(({ id }) => id), bakeMinutes: 0 }]
      : assignWaves(
          spec.waves,
          targets.map(({ id, labels }) => ({ id, labels, canStart: canStart(id) })),
        );
  return assigned
    .map((wave) => waveOf(wave, spec.maxConcurrency, known))
    .filter(({ instances }) => instances.length > 0);
}

function waveOf(
  { targetIds, bakeMinutes, healthCheck }: Pick<AssignedWave, 'targetIds' | 'bakeMinutes' | 'healthCheck'>,
  maxConcurrency: string,
  { canStart, durations, sleepers, places, checkDurations, startsAt }: Known,
): ForecastWave {
  const started = targetIds.filter(canStart);
  const checked = healthCheck === undefined ? undefined : checkDurations.get(healthCheck);
  const anyCheck = [...(checked?.values() ?? [])].flat();
  const after = (at: Date) => (at.getTime() - startsAt.getTime()) / 1000;
  return {
    instances: started.map((id) => {
      const place = places.get(id);
      return {
        seconds: durations.get(id) ?? [],
        sleeper: sleepers.get(id) ?? null,
        room: place === undefined ? null : { cutoff: after(place.startUntil), closes: after(place.closesAt) },
        check: checked?.get(id) ?? anyCheck,
      };
    }),
    // Percent are of the wave.
    concurrency: placesOf(maxConcurrency, started.length),
    bakeSeconds: bakeMinutes * 60,
    checkConcurrency: healthCheck === undefined ? null : placesOf(MAX_CONCURRENCY_DEFAULT, started.length),
  };
}

function placesOf(maxConcurrency: string, instances: number): number {
  const parsed = parseMaxConcurrency(maxConcurrency);
  return 'limit' in parsed ? concurrencyOf(parsed.limit, instances) : instances;
}
