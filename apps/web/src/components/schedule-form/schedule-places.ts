import { placesUnder } from '../field-faults/places.ts';
import type { ScheduleDraft } from './schedule-draft.ts';

/** Fields that the server may find something wrong in; the kind stands for the schedule as a whole. */
export type ScheduleField = Exclude<keyof ScheduleDraft, 'weekdays' | 'monthBy'>;

/** Where each field of a schedule is sent, in a job and in a window alike. */
export const schedulePlaces = placesUnder<'schedule', ScheduleField>('schedule', {
  '': 'kind',
  at: 'start',
  start: 'start',
  timezone: 'timezone',
  until: 'until',
  interval: 'interval',
  monthDay: 'monthDay',
  nth: 'which',
  'nth.weekday': 'weekday',
  rrule: 'rrule',
  cron: 'cron',
  offsetDays: 'offsetDays',
  windowId: 'windowId',
});
