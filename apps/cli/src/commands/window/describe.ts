import { describeSchedule, localTime } from '@rustine/domain';
import type { MaintenanceWindow, WindowOccurrence } from '@rustine/sdk';
import { describeSchedule as inWords } from '../../schedule/describe-schedule.ts';

/** When it opens, in words. */
export function describeWhen({ schedule }: MaintenanceWindow): string {
  return inWords(describeSchedule(schedule));
}

/** An instant on the clock of the window's zone, with the offset that makes it one. */
export function inZone({ schedule }: MaintenanceWindow, at: string): string {
  return localTime(new Date(at), schedule.timezone);
}

/** How the window stands at `now`, to the person who asks. */
export function describeState(window: MaintenanceWindow, now: Date): string {
  if (!window.enabled) return 'disabled';
  if (window.current === null) return 'closed';
  if (new Date(window.current.cutoffAt) <= now)
    return `past its cut-off, open until ${inZone(window, window.current.closesAt)}`;
  return `open until ${inZone(window, window.current.closesAt)}`;
}

export function describeOccurrence(window: MaintenanceWindow, occurrence: WindowOccurrence | null): string {
  return occurrence === null ? 'never' : inZone(window, occurrence.opensAt);
}
