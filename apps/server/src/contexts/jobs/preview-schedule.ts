import { CodedError, type PreviewScheduleRequest, type SchedulePreview } from '@rustine/contract';
import { checkSchedule, previewSchedule } from '@rustine/domain';

/** @throws CodedError VALIDATION_FAILED that names each place in the schedule */
export function previewAsked({ schedule, after, count }: PreviewScheduleRequest, now: Date): SchedulePreview {
  const faults = checkSchedule(schedule);
  if (faults.length > 0) {
    throw new CodedError('VALIDATION_FAILED', 'The schedule cannot run as it is written.', {
      details: faults.map(({ place, message }) => ({ place: `body.schedule.${place}`, message })),
    });
  }
  return previewSchedule(schedule, { after: after === undefined ? now : new Date(after), count });
}
