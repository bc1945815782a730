import type { Period } from '@rustine/domain';
import type { Db } from '../../../db/connect.ts';
import type { Log } from '../../../db/log.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { replacePeriods } from '../sql/freeze-periods.ts';
import { claimDueCalendar, noteRead, noteReadFault, type StoredCalendar } from '../sql/write-freezes.ts';
import { CalendarFault } from './calendar-fault.ts';
import { parseCalendar } from './parse-calendar.ts';
import { readUrl } from './read-url.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How far from now periods are kept, in milliseconds: long enough behind to be seen once they are over. */
const BEHIND_MS = 31 * DAY;
const AHEAD_MS = 2 * 365 * DAY;

/** A calendar at a URL may change at any time, one that was given as text only comes to reach less far ahead. */
const READ_EVERY_MS = { 'ical-url': 60 * MINUTE, ical: DAY };
/** After a failure, and for as long as another replica may be reading it. */
const AGAIN_AFTER_MS = 10 * MINUTE;

export function nextReadOf(kind: 'ical-url' | 'ical', at: Date): Date {
  return new Date(at.getTime() + READ_EVERY_MS[kind]);
}

/** The periods that count at `at`: from a month before it to two years after it. @throws CalendarFault */
export function periodsOf(
  text: string,
  { timezone, at }: { readonly timezone: string | null; readonly at: Date },
): Period[] {
  const range = { from: new Date(at.getTime() - BEHIND_MS), to: new Date(at.getTime() + AHEAD_MS) };
  return parseCalendar(text, { range, timezone });
}

export interface ReadDeps {
  readonly db: Db;
  readonly clock: () => Date;
  /** Fires when the server stops: a reading that goes on ends, and is not taken for one that failed. */
  readonly stopping?: AbortSignal;
}

/**
 * Reads the calendar of a freeze again. After a failure its periods stay as they were, and the fault is shown.
 * @throws CalendarFault once it is noted
 */
export async function readAgain({ db, clock, stopping }: ReadDeps, calendar: StoredCalendar): Promise<void> {
  const at = clock();
  try {
    const { text, etag } = await fetchText(calendar, stopping);
    const periods = periodsOf(text, { timezone: calendar.calendarTimezone, at });
    await withTransaction(db, async (tx) => {
      const nextReadAt = nextReadOf(calendar.sourceKind, at);
      const noted = await noteRead(tx, calendar, { calendarText: text, calendarEtag: etag, readAt: at, nextReadAt });
      if (noted) await replacePeriods(tx, calendar.id, periods);
    });
  } catch (error) {
    if (!(error instanceof CalendarFault)) throw error;
    const nextReadAt = new Date(at.getTime() + AGAIN_AFTER_MS);
    await noteReadFault(db, calendar, { fault: error.message, nextReadAt });
    throw error;
  }
}

async function fetchText(
  calendar: StoredCalendar,
  stopping: AbortSignal | undefined,
): Promise<{ text: string; etag: string | null }> {
  const { calendarUrl, calendarText, calendarEtag } = calendar;
  if (calendarUrl === null) return { text: calendarText ?? '', etag: null };
  const read = await readUrl(calendarUrl, calendarText === null ? null : calendarEtag, stopping);
  return read === 'UNCHANGED' ? { text: calendarText ?? '', etag: calendarEtag } : read;
}

/** Reads every calendar whose turn it is, each by one replica. */
export async function readDueCalendars(deps: ReadDeps & { readonly log: Log }): Promise<void> {
  while (deps.stopping?.aborted !== true) {
    const now = deps.clock();
    const calendar = await claimDueCalendar(deps.db, { now, until: new Date(now.getTime() + AGAIN_AFTER_MS) });
    if (calendar === undefined) return;
    await readAgain(deps, calendar).catch((error: unknown) =>
      deps.log.warn(
        { freezeId: calendar.id, err: error },
        'the calendar of a freeze was not read; what it said before holds',
      ),
    );
  }
}
