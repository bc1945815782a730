import { placeOf, type OpenTime, type WindowPlace } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import type { WindowsNeeds } from './needs.ts';
import { windowsForPlaces, type WindowRow } from './sql/windows.ts';
import { rememberStandings, type StandingAt } from './standings.ts';

export interface PlacesDeps {
  readonly needs: WindowsNeeds;
  readonly standingAt: StandingAt;
}

/** Whose places are asked for, and which windows count: those named, or any enabled one that covers the instance. */
export interface AskedPlaces {
  readonly instanceIds: readonly string[];
  readonly windowIds: readonly string[] | null;
}

/** When an instance may start next, in which window. */
export interface NextOpening extends OpenTime {
  readonly windowId: string;
}

/**
 * Whether each instance may start at that instant. Every id asked for is in the map. A few statements, however many
 * instances: those with the same windows have the same place.
 */
export async function placesFor(
  deps: PlacesDeps,
  reader: Db,
  asked: AskedPlaces & { readonly at: Date },
): Promise<ReadonlyMap<string, WindowPlace>> {
  const { standingAt } = deps;
  const known = await windowsForPlaces(reader, asked.windowIds ?? 'ENABLED');
  const covering = await coveringWindows(deps, reader, { ...asked, windows: known.filter(({ enabled }) => enabled) });
  const uncovered: WindowPlace = { kind: 'CLOSED', reason: whyUncovered(asked.windowIds, known), nextOpensAt: null };
  const places = new Map<string, WindowPlace>();
  for (const { windows, instanceIds } of covering) {
    const place =
      windows.length === 0
        ? uncovered
        : placeOf(
            windows.map((window) => standingAt(window, asked.at)),
            asked.at,
          );
    for (const id of instanceIds) places.set(id, place);
  }
  return places;
}

/**
 * Until when work may go on that starts at each of these instants, where the window closes last; null where none of the
 * instances could start. The instants are in order. As few statements as for one instant.
 */
export async function openUntil(
  { needs }: Pick<PlacesDeps, 'needs'>,
  reader: Db,
  asked: AskedPlaces & { readonly at: readonly Date[] },
): Promise<readonly (Date | null)[]> {
  const known = await windowsForPlaces(reader, asked.windowIds ?? 'ENABLED');
  const covering = await coveringWindows({ needs }, reader, {
    ...asked,
    windows: known.filter(({ enabled }) => enabled),
  });
  // Not the memory of those who ask about now, which instants to come would push out.
  const standingAt = rememberStandings();
  return asked.at.map((at) => {
    const closings = covering.flatMap(({ windows }) => {
      if (windows.length === 0) return [];
      const standings = windows.map((window) => standingAt(window, at));
      const place = placeOf(standings, at);
      return place.kind === 'OPEN' ? [place.closesAt.getTime()] : [];
    });
    return closings.length === 0 ? null : new Date(Math.max(...closings));
  });
}

/** The soonest opening strictly later than `after` for each instance; one for which no window ever opens again is left out. */
export async function nextOpenings(
  deps: PlacesDeps,
  reader: Db,
  asked: AskedPlaces & { readonly after: Date },
): Promise<ReadonlyMap<string, NextOpening>> {
  const known = await windowsForPlaces(reader, asked.windowIds ?? 'ENABLED');
  const covering = await coveringWindows(deps, reader, { ...asked, windows: known.filter(({ enabled }) => enabled) });
  const openings = new Map<string, NextOpening>();
  for (const { windows, instanceIds } of covering) {
    const soonest = windows
      .flatMap((window) => {
        const { next } = deps.standingAt(window, asked.after);
        return next === null ? [] : [{ windowId: window.id, ...next }];
      })
      .toSorted((a, b) => a.opensAt.getTime() - b.opensAt.getTime())[0];
    if (soonest !== undefined) for (const id of instanceIds) openings.set(id, soonest);
  }
  return openings;
}

/** The instances asked for, those together that the same windows cover. */
async function coveringWindows(
  { needs }: Pick<PlacesDeps, 'needs'>,
  reader: Db,
  { windows, instanceIds }: { readonly windows: readonly WindowRow[]; readonly instanceIds: readonly string[] },
): Promise<readonly { readonly windows: readonly WindowRow[]; readonly instanceIds: readonly string[] }[]> {
  const targets = new Map(windows.map((window) => [window.id, window.targets]));
  const covered = await needs.fleet.coveredBy(reader, targets, instanceIds);
  const windowsOf = new Map(instanceIds.map((id) => [id, [] as WindowRow[]]));
  for (const window of windows) for (const id of covered.get(window.id) ?? []) windowsOf.get(id)?.push(window);
  const together = new Map<string, { windows: readonly WindowRow[]; instanceIds: string[] }>();
  for (const [id, those] of windowsOf) {
    const key = those.map((window) => window.id).join(' ');
    const same = together.get(key);
    if (same === undefined) together.set(key, { windows: those, instanceIds: [id] });
    else same.instanceIds.push(id);
  }
  return [...together.values()];
}

function whyUncovered(windowIds: readonly string[] | null, known: readonly WindowRow[]): string {
  if (windowIds === null) return 'no maintenance window covers the instance';
  const gone = windowIds.filter((id) => !known.some((window) => window.id === id));
  if (gone.length > 0) return `the maintenance window ${gone.join(', ')} is not there any more`;
  const off = known.filter(({ enabled }) => !enabled).map(({ name }) => `"${name}"`);
  if (off.length > 0) return `the maintenance window ${off.join(', ')} is disabled`;
  const names = known.map(({ name }) => `"${name}"`).join(', ');
  return `the instance is not covered by the maintenance window ${names}`;
}
