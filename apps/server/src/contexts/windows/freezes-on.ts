import { frozenBy, type FrozenBy, type NamedFreeze } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { listPeriodsHolding, type PeriodRow } from './sql/freeze-periods.ts';
import { listInstancesReached, listPeriodsOfCompartments, type CompartmentPeriodRow } from './sql/frozen-reach.ts';

/**
 * Which of the instances are frozen at that instant, and by what: of several freezes by the one that ends last. One that
 * is not frozen is not in the map. Two statements, or one while nothing is frozen.
 */
export async function freezesOn(
  reader: Db,
  { instanceIds, at }: { readonly instanceIds: readonly string[]; readonly at: Date },
): Promise<ReadonlyMap<string, FrozenBy>> {
  const freezes = byFreeze(await listPeriodsHolding(reader, at));
  if (freezes.size === 0) return new Map();
  const freezesOf = new Map<string, NamedFreeze[]>();
  for (const { freezeId, id } of await listInstancesReached(reader, { freezeIds: [...freezes.keys()], instanceIds })) {
    const freeze = freezes.get(freezeId);
    if (freeze !== undefined) freezesOf.set(id, [...(freezesOf.get(id) ?? []), freeze]);
  }
  return new Map(
    [...freezesOf].flatMap(([id, those]) => {
      const by = frozenBy(those, at);
      return by === null ? [] : [[id, by] as const];
    }),
  );
}

/** A period of a freeze that holds for a compartment, which may be one above it. */
export type CompartmentFreeze = Omit<CompartmentPeriodRow, 'compartmentId'>;

/** The periods in which each compartment is frozen between two instants, the soonest first. Every id asked for is in the map. */
export async function freezesOfCompartments(
  reader: Db,
  asked: { readonly compartmentIds: readonly string[]; readonly from: Date; readonly to: Date },
): Promise<ReadonlyMap<string, readonly CompartmentFreeze[]>> {
  const found = new Map(asked.compartmentIds.map((id) => [id, [] as CompartmentFreeze[]]));
  for (const { compartmentId, ...period } of await listPeriodsOfCompartments(reader, asked)) {
    found.get(compartmentId)?.push(period);
  }
  return found;
}

function byFreeze(periods: readonly PeriodRow[]): Map<string, NamedFreeze> {
  const freezes = new Map<string, NamedFreeze & { periods: PeriodRow[] }>();
  for (const period of periods) {
    const { freezeId, name } = period;
    const known = freezes.get(freezeId);
    if (known === undefined) freezes.set(freezeId, { freezeId, name, periods: [period] });
    else known.periods.push(period);
  }
  return freezes;
}
