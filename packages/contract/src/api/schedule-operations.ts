import type { Operation } from './operation.ts';
import { PreviewScheduleRequest, SchedulePreview } from './schedules.ts';

/** The part of the table of operations that is about when things happen. */
export const scheduleOperations = {
  previewSchedule: {
    operationId: 'previewSchedule',
    method: 'POST',
    path: '/schedules/preview',
    tag: 'jobs',
    summary: 'When a schedule would run next, and which of its runs the change of the clock moves; nothing is stored',
    body: PreviewScheduleRequest,
    success: 200,
    response: SchedulePreview,
    errors: [],
  },
} as const satisfies Record<string, Operation>;
