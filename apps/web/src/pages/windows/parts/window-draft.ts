import type { CreateWindowRequest, MaintenanceWindow } from '@rustine/sdk';
import type { Places } from '../../../components/field-faults/places.ts';
import {
  draftOfSchedule,
  emptySchedule,
  scheduleOf,
  type ScheduleDraft,
} from '../../../components/schedule-form/schedule-draft.ts';
import { schedulePlaces, type ScheduleField } from '../../../components/schedule-form/schedule-places.ts';
import {
  draftOfTargets,
  emptyTargets,
  targetPlaces,
  targetsOf,
  type TargetDraft,
  type TargetField,
} from '../../../components/target-form/target-draft.ts';
import { dayOf, ownZone } from '../../../format/zoned-time.ts';

export const policies = [
  'LEAVE',
  'OFF_OUTSIDE',
  'OFF',
] as const satisfies readonly MaintenanceWindow['automaticUpdates'][];

export interface WindowDraft {
  readonly name: string;
  /** Empty: the root. */
  readonly compartmentId: string;
  readonly schedule: ScheduleDraft;
  readonly durationMinutes: number;
  readonly cutoffMinutes: number;
  readonly targets: TargetDraft;
  readonly automaticUpdates: MaintenanceWindow['automaticUpdates'];
  readonly enabled: boolean;
}

export const windowPlaces: Places<
  | Exclude<keyof WindowDraft, 'schedule' | 'targets' | 'enabled'>
  | `schedule.${ScheduleField}`
  | `targets.${TargetField}`
> = {
  name: 'name',
  compartmentId: 'compartmentId',
  ...schedulePlaces,
  durationMinutes: 'durationMinutes',
  cutoffMinutes: 'cutoffMinutes',
  ...targetPlaces,
  automaticUpdates: 'automaticUpdates',
};

/** `root` is the compartment that holds all others. */
export function draftOfWindow(window: MaintenanceWindow | null, root: string | null): WindowDraft {
  const fresh = emptySchedule(dayOf(Date.now(), ownZone()), ownZone());
  return {
    name: window?.name ?? '',
    compartmentId: window?.compartmentId ?? '',
    schedule: window === null ? fresh : draftOfSchedule(window.schedule, fresh),
    durationMinutes: window?.durationMinutes ?? 240,
    cutoffMinutes: window?.cutoffMinutes ?? 30,
    targets: window === null ? emptyTargets : draftOfTargets(window.targets, root),
    automaticUpdates: window?.automaticUpdates ?? 'LEAVE',
    enabled: window?.enabled ?? true,
  };
}

/** The window as the API takes it; null while something of it is missing. */
export function windowOf(draft: WindowDraft, root: string | null): CreateWindowRequest | null {
  const name = draft.name.trim();
  const schedule = scheduleOf(draft.schedule);
  const targets = targetsOf(draft.targets, root);
  if (name === '' || targets === null) return null;
  // Only jobs run at once or follow a window.
  if (schedule === null || schedule.kind === 'window' || schedule.kind === 'now') return null;
  const { compartmentId, durationMinutes, cutoffMinutes, automaticUpdates, enabled } = draft;
  return {
    name,
    ...(compartmentId !== '' && { compartmentId }),
    schedule,
    durationMinutes,
    cutoffMinutes,
    targets,
    automaticUpdates,
    enabled,
  };
}
