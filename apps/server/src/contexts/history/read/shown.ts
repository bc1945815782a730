import { Invocation, InvocationStep, WorkLogEntry, WorkRequest, WorkRequestDetail } from '@rustine/contract';
import { z } from 'zod';

const Record = z.object({ shown: z.unknown() });

/**
 * What the API showed of something when it went to the lake, in the form of that day. A field that the API shows since
 * then is not in it: whoever adds one gives it a default here, or old history cannot be shown any more.
 */
function shownOf<Shape extends z.ZodType>(shape: Shape, record: unknown): z.output<Shape> {
  return shape.parse(Record.parse(record).shown);
}

const ArchivedDetail = WorkRequestDetail.omit({ invocations: true });

const asArchived = { archived: true } as const;

export function readWorkRequest(record: unknown): WorkRequest {
  return { ...shownOf(WorkRequest, record), ...asArchived };
}

export function readWorkRequestDetail(record: unknown): z.output<typeof ArchivedDetail> {
  return { ...shownOf(ArchivedDetail, record), ...asArchived };
}

export function readInvocation(record: unknown): Invocation {
  return shownOf(Invocation, record);
}

export function readStep(record: unknown): InvocationStep {
  return shownOf(InvocationStep, record);
}

export function readLogEntry(record: unknown): WorkLogEntry {
  return shownOf(WorkLogEntry, record);
}
