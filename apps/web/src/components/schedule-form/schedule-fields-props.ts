import type { FaultAt } from '../field-faults/fault-at.tsx';
import type { ScheduleDraft } from './schedule-draft.ts';
import type { ScheduleField } from './schedule-places.ts';

export interface ScheduleFieldsProps {
  draft: ScheduleDraft;
  onChange: (change: Partial<ScheduleDraft>) => void;
  fault: FaultAt<`schedule.${ScheduleField}`>;
}
