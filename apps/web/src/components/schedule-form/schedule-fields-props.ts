import type { ScheduleDraft } from './schedule-draft.ts';

export interface ScheduleFieldsProps {
  draft: ScheduleDraft;
  onChange: (change: Partial<ScheduleDraft>) => void;
}
