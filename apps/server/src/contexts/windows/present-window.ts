import type { MaintenanceWindow, WindowOccurrence } from '@rustine/contract';
import type { OpenTime, WindowStanding } from '@rustine/domain';
import type { WindowRow } from './sql/windows.ts';

/** A disabled window is not open, and does not open. */
export function presentWindow(row: WindowRow, { current, next }: WindowStanding): MaintenanceWindow {
  const { createdAt, updatedAt, ...rest } = row;
  return {
    ...rest,
    current: row.enabled && current !== null ? presentOpenTime(current) : null,
    next: row.enabled && next !== null ? presentOpenTime(next) : null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export function presentOpenTime({ opensAt, cutoffAt, closesAt }: OpenTime): WindowOccurrence {
  return { opensAt: opensAt.toISOString(), cutoffAt: cutoffAt.toISOString(), closesAt: closesAt.toISOString() };
}
