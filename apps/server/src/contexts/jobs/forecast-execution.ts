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
import type { OpenPlace, Place, TargetInstance } from './needs.ts';
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
  const { documentName, parameters } =
    isRestart && spec.reboot !== null ? rebootDocument(spec.reboot) : documentOf(spec.action, spec.reboot);
  const dryRun = (parameters['Operation']?.[0] ?? '').startsWith('DryRun');
  const durations = await needs.history.durationsOf(db, { instanceIds, documentName, dryRun });
  const windowIds = isRestart ? spec.reboot?.windowIds : spec.window?.windowIds;
  const needsWindow = isRestart ? windowIds !== undefined : spec.window !== null;
  const places = needsWindow
    ? await needs.windows.placesFor(db, { instanceIds, windowIds: windowIds ?? null, at: startsAt })
    : new Map<string, Place>();
  const open = [...places.values()].filter((place) => place.kind === 'OPEN');
  // Those that are skipped take no time; of a run that is skipped whole it is told how long it would have taken.
  const canStart = (id: string) => open.length === 0 || places.get(id)?.kind === 'OPEN';
  const { lastStart, ...run } = forecastRun(wavesOf(targets, { spec, isRestart, durations, canStart }));
  const room = open.length === 0 ? null : { startsAt, ...firstEnds(open) };
  return {
    ...run,
    verdict: judgeFit({ ...run, lastStart }, room),
    startsAt: startsAt.toISOString(),
    windowCutoffAt: room?.cutoffAt.toISOString() ?? null,
    windowClosesAt: room?.closesAt.toISOString() ?? null,
    madeAt: clock().toISOString(),
  };
}

interface Past {
  readonly spec: JobSpec;
  readonly isRestart: boolean;
  readonly durations: ReadonlyMap<string, readonly number[]>;
  readonly canStart: (instanceId: string) => boolean;
}

function wavesOf(targets: readonly TargetInstance[], { spec, isRestart, durations, canStart }: Past): ForecastWave[] {
  const parsed = parseMaxConcurrency(spec.maxConcurrency);
  const waveOf = (ids: readonly string[], bakeMinutes: number): ForecastWave => {
    const started = ids.filter(canStart);
    return {
      instances: started.map((id) => ({ seconds: durations.get(id) ?? [] })),
      // Percent are of the wave.
      concurrency: 'limit' in parsed ? concurrencyOf(parsed.limit, started.length) : started.length,
      pauseSeconds: bakeMinutes * 60,
    };
  };
  if (isRestart || spec.waves === null)
    return [
      waveOf(
        targets.map(({ id }) => id),
        0,
      ),
    ];
  const assigned = assignWaves(
    spec.waves,
    targets.map(({ id, labels }) => ({ id, labels, canStart: canStart(id) })),
  );
  return assigned
    .map(({ targetIds, bakeMinutes }) => waveOf(targetIds, bakeMinutes))
    .filter(({ instances }) => instances.length > 0);
}

/** The first moments at which a window of theirs lets nothing start any more, and closes. */
function firstEnds(open: readonly OpenPlace[]): { readonly cutoffAt: Date; readonly closesAt: Date } {
  const first = (times: readonly Date[]) => new Date(Math.min(...times.map((at) => at.getTime())));
  return {
    cutoffAt: first(open.map(({ startUntil }) => startUntil)),
    closesAt: first(open.map(({ closesAt }) => closesAt)),
  };
}
