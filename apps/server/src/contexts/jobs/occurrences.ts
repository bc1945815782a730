import type { JobSchedule } from '@rustine/contract';
import { nextOccurrences, occurrencesBetween, wallClockAt } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import type { WindowNeeds } from './needs.ts';

/** A time at which a job is due. */
export interface JobOccurrence {
  readonly at: Date;
  /** On the wall clock of the schedule. */
  readonly local: string;
  readonly offsetMinutes: number;
  readonly timezone: string;
  readonly moved: { readonly rule: 'GAP' | 'OVERLAP'; readonly asked: string } | null;
  /** When the window closes whose opening it is. */
  readonly closesAt: Date | null;
}

export interface OccurrenceDeps {
  readonly reader: Db;
  readonly windows: Pick<WindowNeeds, 'occurrencesOf' | 'nextOccurrence'>;
}

/** The times at which a job is due in [from, to), in order, at most `limit`. */
export async function jobOccurrences(
  { reader, windows }: OccurrenceDeps,
  schedule: JobSchedule,
  span: { readonly from: Date; readonly to: Date; readonly limit: number },
): Promise<readonly JobOccurrence[]> {
  if (schedule.kind === 'now') return [];
  if (schedule.kind === 'window') {
    const openings = await windows.occurrencesOf(reader, schedule.windowId, span);
    return openings.map(({ opensAt, closesAt, timezone }) => ({
      at: opensAt,
      ...wallClockAt(opensAt, timezone),
      timezone,
      moved: null,
      closesAt,
    }));
  }
  return occurrencesBetween(schedule, span).map((occurrence) => ({
    ...occurrence,
    timezone: schedule.timezone,
    closesAt: null,
  }));
}

/** The first time after an instant at which a job is due; null when there is none any more. */
export async function nextJobOccurrence(
  { reader, windows }: OccurrenceDeps,
  schedule: JobSchedule,
  after: Date,
): Promise<Date | null> {
  if (schedule.kind === 'now') return null;
  if (schedule.kind === 'window')
    return (await windows.nextOccurrence(reader, schedule.windowId, after))?.opensAt ?? null;
  return nextOccurrences(schedule, { after, count: 1 })[0]?.at ?? null;
}
