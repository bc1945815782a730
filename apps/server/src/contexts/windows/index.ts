import type { WindowOperationId } from '@rustine/contract';
import {
  nextWindowOccurrences,
  windowOccurrencesBetween,
  type AutomaticUpdatesWish,
  type FrozenBy,
  type OpenTime,
  type WindowPlace,
} from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import type { Log } from '../../db/log.ts';
import type { HandlersOf } from '../../http/operation.ts';
import { repeatEachMinute } from '../../repeat-each-minute.ts';
import { automaticUpdatesOf, wasOpen } from './ask-coverage.ts';
import { readDueCalendars } from './calendar/read-calendar.ts';
import { createFreezeHandlers } from './freeze-handlers.ts';
import { freezesOfCompartments, freezesOn } from './freezes-on.ts';
import type { WindowsNeeds } from './needs.ts';
import { nextOpenings, openUntil, placesFor, type AskedPlaces, type NextOpening } from './places.ts';
import { requireWindows } from './require-windows.ts';
import { nextFreezeStart } from './sql/frozen-reach.ts';
import { getWindow } from './sql/windows.ts';
import { rememberStandings } from './standings.ts';
import { watchCoverage } from './watch-coverage.ts';
import { createWindowHandlers } from './window-handlers.ts';

export type { WindowsNeeds } from './needs.ts';
export type { AskedPlaces, NextOpening } from './places.ts';
export type { CompartmentFreeze } from './freezes-on.ts';

export interface WindowsDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Log;
  readonly needs: WindowsNeeds;
}

/** With the zone on whose wall clock the window opens. */
export interface ZonedOpenTime extends OpenTime {
  readonly timezone: string;
}

export interface Windows {
  readonly handlers: HandlersOf<WindowOperationId>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether each instance may start at that instant; every id asked for is in the map. */
  placesFor(reader: Db, asked: AskedPlaces & { readonly at: Date }): Promise<ReadonlyMap<string, WindowPlace>>;
  /** Until when work may go on that starts at each of these instants, which are in order; null where none could start. */
  openUntil(reader: Db, asked: AskedPlaces & { readonly at: readonly Date[] }): Promise<readonly (Date | null)[]>;
  /** The soonest opening strictly later than `after`; an instance for which no window ever opens again is left out. */
  nextOpenings(reader: Db, asked: AskedPlaces & { readonly after: Date }): Promise<ReadonlyMap<string, NextOpening>>;
  /** @throws CodedError NOT_FOUND, with the place in the request, for a window that is not there. */
  requireWindows(reader: Db, ids: readonly string[], place: string): Promise<void>;
  /** The times that the window opens from `from` (inclusive) to `to` (exclusive). None for one that is disabled or gone. */
  occurrencesOf(
    reader: Db,
    windowId: string,
    range: { readonly from: Date; readonly to: Date; readonly limit: number },
  ): Promise<readonly ZonedOpenTime[]>;
  /** The next time that the window opens, strictly later than `after`; null for one that is disabled, over or gone. */
  nextOccurrence(reader: Db, windowId: string, after: Date): Promise<OpenTime | null>;
  /** Which instances are frozen at that instant, and by what; one that is not frozen is not in the map. */
  readonly freezesOn: (
    reader: Db,
    asked: { readonly instanceIds: readonly string[]; readonly at: Date },
  ) => Promise<ReadonlyMap<string, FrozenBy>>;
  readonly freezesOfCompartments: typeof freezesOfCompartments;
  /** When the next freeze begins for the instance, strictly later than `after`; null for never. */
  readonly nextFreezeStart: typeof nextFreezeStart;
  /** Whether a window that covers the instance was open then; null when none covers it. Up to 5 seconds old. */
  wasOpen(instanceId: string, at: Date): Promise<boolean | null>;
  /** What its agent does with the automatic updates of its system. Up to 5 seconds old. */
  automaticUpdatesOf(instanceId: string, at: Date): Promise<AutomaticUpdatesWish>;
}

/** When changes may be made, and when not. */
export function createWindows(deps: WindowsDeps): Windows {
  const { db, clock, log, needs } = deps;
  const standingAt = rememberStandings();
  const coverage = watchCoverage({ db, needs });
  const stopping = new AbortController();
  const read = () => readDueCalendars({ ...deps, stopping: stopping.signal });
  const repeated = repeatEachMinute(read, { log, name: 'read calendars of freezes' });
  const isFrozen = async (id: string, at: Date) => (await freezesOn(db, { instanceIds: [id], at })).size > 0;
  const enabledWindow = async (reader: Db, id: string) => {
    const window = await getWindow(reader, id);
    return window?.enabled === true ? window : null;
  };
  return {
    handlers: {
      ...createWindowHandlers({ db, clock, needs, standingAt, changed: () => coverage.forget() }),
      ...createFreezeHandlers({ db, clock, needs }),
    },
    start: async () => {
      // A calendar that does not answer must not keep the server from being ready.
      void repeated.start();
    },
    stop: async () => {
      stopping.abort();
      await repeated.stop();
    },
    placesFor: (reader, asked) => placesFor({ needs, standingAt }, reader, asked),
    openUntil: (reader, asked) => openUntil({ needs }, reader, asked),
    nextOpenings: (reader, asked) => nextOpenings({ needs, standingAt }, reader, asked),
    requireWindows,
    occurrencesOf: async (reader, windowId, range) => {
      const window = await enabledWindow(reader, windowId);
      if (window === null) return [];
      const { timezone } = window.schedule;
      return windowOccurrencesBetween(window, range).map((openTime) => ({ ...openTime, timezone }));
    },
    nextOccurrence: async (reader, windowId, after) => {
      const window = await enabledWindow(reader, windowId);
      return window === null ? null : (nextWindowOccurrences(window, { after, count: 1 })[0] ?? null);
    },
    freezesOn,
    freezesOfCompartments,
    nextFreezeStart,
    wasOpen: (instanceId, at) => wasOpen({ coverage, standingAt }, instanceId, at),
    automaticUpdatesOf: (instanceId, at) => automaticUpdatesOf({ coverage, standingAt, isFrozen }, instanceId, at),
  };
}
