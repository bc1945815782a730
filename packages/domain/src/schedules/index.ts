export { checkSchedule } from './check-schedule.ts';
export { describeSchedule } from './describe-schedule.ts';
export { nextOccurrences, occurrencesBetween, type Occurrence } from './occurrences.ts';
export { presentOccurrence, previewSchedule } from './preview-schedule.ts';
export { wallClockAt } from './wall-clock.ts';
export { toRRule } from './to-rrule.ts';
