import type { Forecast, HealthCheck } from '@rustine/contract';
import {
  documentOf,
  forecastRun,
  holdsStill,
  judgeFit,
  rebootDocument,
  type Past,
  type PlannedDocument,
  type Sleeper,
} from '@rustine/domain';
import { forecastWaves } from './forecast-waves.ts';
import type { JobsDeps } from './jobs-deps.ts';
import type { JobSpec } from './job-spec.ts';
import type { OpenPlace } from './needs.ts';
import { remainingTargets } from './remaining-targets.ts';
import type { ExecutionRow, Overrides } from './sql/executions.ts';

export interface ForecastOf {
  readonly kind: ExecutionRow['kind'];
  readonly spec: JobSpec;
  readonly instanceIds: readonly string[] | null;
  readonly overrides: Overrides;
  readonly startsAt: Date;
}

/**
 * How long an execution will take if it starts at an instant, and whether each instance keeps to the window that is open
 * for it then. Machines that do not answer now are taken to be off then, too. Of a run that is skipped whole it is told
 * how long it would have taken.
 * @throws CodedError NOT_FOUND when its targets name something that is gone.
 */
export async function forecastExecution(deps: JobsDeps, asked: ForecastOf): Promise<Forecast> {
  const { clock, needs } = deps;
  const { spec, kind, startsAt } = asked;
  const isRestart = kind === 'REBOOT';
  const targets =
    asked.instanceIds === null
      ? await needs.fleet.instancesForTargets((await remainingTargets(needs.fleet, spec.targets)).targets)
      : await needs.fleet.findInstances(asked.instanceIds);
  const instanceIds = targets.map(({ id }) => id);
  const document =
    isRestart && spec.reboot !== null ? rebootDocument(spec.reboot) : documentOf(spec.action, spec.reboot);
  const standing = await standingOf(deps, { ...asked, instanceIds, document });
  const { frozen, closed, places } = standing;
  const starting = targets.length - frozen.size - closed.size;
  const waves = isRestart ? null : spec.waves;
  const durations = await durationsOf(deps, instanceIds, document);
  const run = forecastRun(
    forecastWaves(
      { waves, maxConcurrency: spec.maxConcurrency },
      {
        targets,
        startsAt,
        canStart: (id) => starting === 0 || !(frozen.has(id) || closed.has(id)),
        durations,
        sleepers: await sleepersOf(deps, spec, instanceIds),
        places: starting === 0 ? new Map() : places,
        checkDurations: await checkDurationsOf(deps, waves, instanceIds),
      },
    ),
  );
  const open = [...places].filter(([id]) => !frozen.has(id)).map(([, place]) => place);
  return {
    verdict: judgeFit(run, { targets: targets.length, starting, holdsToWindow: standing.holdsToWindow }),
    p50Seconds: run.p50Seconds,
    p90Seconds: run.p90Seconds,
    leftOut: [...run.leftOut],
    startsAt: startsAt.toISOString(),
    windowCutoffAt: firstOf(open.map(({ startUntil }) => startUntil)),
    windowClosesAt: firstOf(open.map(({ closesAt }) => closesAt)),
    instances: targets.length,
    withHistory: instanceIds.filter((id) => durations.has(id)).length,
    skipped: { closed: closed.size, frozen: frozen.size },
    madeAt: clock().toISOString(),
  };
}

interface Standing {
  readonly holdsToWindow: boolean;
  /** Of those for which a window is open. */
  readonly places: ReadonlyMap<string, OpenPlace>;
  /** Those that a freeze holds, and the others for which no window is open. */
  readonly frozen: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
}

/** As work will judge its targets when it starts. */
async function standingOf(
  { db, needs: { windows } }: JobsDeps,
  {
    kind,
    spec,
    overrides,
    startsAt: at,
    instanceIds,
    document,
  }: ForecastOf & { readonly instanceIds: readonly string[]; readonly document: PlannedDocument },
): Promise<Standing> {
  const rule = kind === 'REBOOT' ? ruleOf(spec.reboot?.windowIds) : spec.window;
  const holdsToWindow = rule !== null && overrides.window === undefined;
  const asked = { instanceIds, windowIds: rule?.windowIds ?? null, at };
  const found = holdsToWindow ? [...(await windows.placesFor(db, asked))] : [];
  const places = new Map(found.flatMap(([id, place]) => (place.kind === 'OPEN' ? [[id, place] as const] : [])));
  const isFree = overrides.freeze !== undefined || holdsStill(document.documentName, document.parameters);
  const frozen = new Set(isFree ? [] : (await windows.freezesOn(db, { instanceIds, at })).keys());
  const closed = new Set(holdsToWindow ? instanceIds.filter((id) => !places.has(id) && !frozen.has(id)) : []);
  return { holdsToWindow, places, frozen, closed };
}

function ruleOf(windowIds: readonly string[] | undefined): { readonly windowIds: readonly string[] } | null {
  return windowIds === undefined ? null : { windowIds };
}

function durationsOf(
  { db, needs: { history } }: JobsDeps,
  instanceIds: readonly string[],
  { documentName, parameters }: Pick<PlannedDocument, 'documentName' | 'parameters'>,
): Promise<ReadonlyMap<string, Past>> {
  const dryRun = (parameters['Operation']?.[0] ?? '').startsWith('DryRun');
  const withoutReboots = parameters['RebootOption']?.[0] === 'Never';
  return history.durationsOf(db, { instanceIds, documentName, dryRun, withoutReboots });
}

/** A check is a run of its document on the instances of its wave, so their runs of it tell how long it takes. */
async function checkDurationsOf(
  deps: JobsDeps,
  plan: JobSpec['waves'],
  instanceIds: readonly string[],
): Promise<ReadonlyMap<HealthCheck, ReadonlyMap<string, Past>>> {
  const checks = (plan?.waves ?? []).flatMap(({ healthCheck }) => (healthCheck === undefined ? [] : [healthCheck]));
  const found = new Map<HealthCheck, ReadonlyMap<string, Past>>();
  for (const check of checks) found.set(check, await durationsOf(deps, instanceIds, check));
  return found;
}

async function sleepersOf(
  { db, needs }: JobsDeps,
  { power }: JobSpec,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, Sleeper>> {
  if (power !== 'WAKE') return new Map();
  return needs.power.wakingTimes(db, await needs.work.silentInstances(db, instanceIds));
}

function firstOf(times: readonly Date[]): string | null {
  return times.length === 0 ? null : new Date(Math.min(...times.map((at) => at.getTime()))).toISOString();
}
