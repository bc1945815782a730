import type { Db } from '../../db/connect.ts';
import { timesOfInstances, timesOfProviders, type PowerTime } from './sql/power-times.ts';

export interface WakingTimes {
  /** Seconds from the turn of a run to its first step, each time that the machine had to be started for it. */
  readonly wake: readonly number[];
  /** Seconds until it was off again. Null for a machine that is left on. */
  readonly putBack: readonly number[] | null;
}

/**
 * How long it took to start each of these instances and to put it back; those that no provider can start are not in the
 * map. One that never was started, or never put back, has the times of other machines of its provider.
 */
export async function wakingTimes(db: Db, instanceIds: readonly string[]): Promise<ReadonlyMap<string, WakingTimes>> {
  const bound = await timesOfInstances(db, instanceIds);
  const own = bound.map(({ times, ...binding }) => ({ ...binding, wake: wakesOf(times), putBack: putBacksOf(times) }));
  const wanting = own.filter(({ wake, putBack }) => wake.length === 0 || putBack.length === 0);
  const providerIds = [...new Set(wanting.map(({ providerId }) => providerId))];
  const found = providerIds.length === 0 ? [] : await timesOfProviders(db, providerIds);
  const others = new Map(found.map(({ providerId, times }) => [providerId, times]));
  return new Map(
    own.map(({ instanceId, providerId, leaveOn, wake, putBack }) => {
      const theirs = others.get(providerId) ?? [];
      const putBackOrTheirs = putBack.length > 0 ? putBack : putBacksOf(theirs);
      return [
        instanceId,
        { wake: wake.length > 0 ? wake : wakesOf(theirs), putBack: leaveOn ? null : putBackOrTheirs },
      ];
    }),
  );
}

function wakesOf(times: readonly PowerTime[]): number[] {
  return times.flatMap(({ wake }) => (wake === null ? [] : [Math.max(0, wake)]));
}

function putBacksOf(times: readonly PowerTime[]): number[] {
  return times.flatMap(({ putBack }) => (putBack === null ? [] : [Math.max(0, putBack)]));
}
