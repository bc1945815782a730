import type { JobSchedule, MaintenanceWindow } from '@rustine/sdk';
import { ownZone } from '../../format/zoned-time.ts';

/** On whose clock a job's times are told; the reader's while its window is not known. */
export function zoneOf(schedule: JobSchedule, windows: readonly MaintenanceWindow[]): string {
  if (schedule.kind === 'now') return ownZone();
  if (schedule.kind !== 'window') return schedule.timezone;
  return windows.find(({ id }) => id === schedule.windowId)?.schedule.timezone ?? ownZone();
}
