import { z } from 'zod';
import { CompartmentId, InstanceId, InvocationId, ReportId, WorkRequestId } from '../ids.ts';
import { InvocationState, ReportState, StepState, WorkRequestState } from '../states.ts';
import { ReportKind } from '../reports.ts';

/** One execution of a document over its targets. */
export const WorkRequest = z
  .object({
    id: WorkRequestId,
    compartmentId: CompartmentId,
    documentName: z.string(),
    documentVersion: z.int(),
    state: WorkRequestState,
    reason: z.string(),
    percentComplete: z.int().min(0).max(100),
    /** How many invocations are in each state; states without any are left out. */
    counts: z.partialRecord(InvocationState, z.int()),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WorkRequest' });
export type WorkRequest = z.infer<typeof WorkRequest>;

/** A step with the first and the last part of each output stream; between them `omitted` bytes are only counted. */
export const StepOutput = z.object({ head: z.string(), tail: z.string(), omittedBytes: z.int(), totalBytes: z.int() });
export type StepOutput = z.infer<typeof StepOutput>;

export const InvocationStep = z
  .object({
    name: z.string(),
    action: z.string(),
    state: StepState,
    exitCode: z.int().nullable(),
    message: z.string(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    stdout: StepOutput,
    stderr: StepOutput,
  })
  .meta({ id: 'InvocationStep' });
export type InvocationStep = z.infer<typeof InvocationStep>;

export const Invocation = z
  .object({
    id: InvocationId,
    workRequestId: WorkRequestId,
    instanceId: InstanceId,
    instanceName: z.string(),
    documentName: z.string(),
    state: InvocationState,
    /** Why it is in this state, in words a person can act on; empty while all goes as it should. */
    reason: z.string(),
    deadlineAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Invocation' });
export type Invocation = z.infer<typeof Invocation>;

export const InvocationDetail = Invocation.extend({ steps: z.array(InvocationStep) }).meta({ id: 'InvocationDetail' });
export type InvocationDetail = z.infer<typeof InvocationDetail>;

export const WorkRequestDetail = WorkRequest.extend({ invocations: z.array(Invocation) }).meta({
  id: 'WorkRequestDetail',
});
export type WorkRequestDetail = z.infer<typeof WorkRequestDetail>;

/** What happened, in order: state changes, refusals, quarantines. */
export const WorkLogEntry = z
  .object({
    at: z.iso.datetime(),
    level: z.enum(['INFO', 'WARNING', 'ERROR']),
    invocationId: InvocationId.nullable(),
    instanceName: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'WorkLogEntry' });
export type WorkLogEntry = z.infer<typeof WorkLogEntry>;

/** Run a document on instances now. */
export const RunCommandRequest = z
  .object({
    documentName: z.string().min(1).max(128),
    documentVersion: z.int().min(1).max(2_147_483_647).optional(),
    instanceIds: z.array(InstanceId).min(1).max(50_000),
    parameters: z.record(z.string(), z.array(z.string())).default({}),
    /** Seconds that an instance has to take the command before it is TIMED_OUT. */
    deliverySeconds: z.int().min(5).max(2_592_000).default(3600),
  })
  .meta({ id: 'RunCommandRequest' });
export type RunCommandRequest = z.infer<typeof RunCommandRequest>;

export const Report = z
  .object({
    id: ReportId,
    invocationId: InvocationId,
    workRequestId: WorkRequestId,
    instanceId: InstanceId,
    instanceName: z.string(),
    kind: ReportKind,
    key: z.string(),
    sizeBytes: z.int(),
    sha256: z.string(),
    state: ReportState,
    rows: z.int().nullable(),
    /** Where and why it was quarantined; line 1 is the header, column is the name or the 1-based number. */
    fault: z.object({ line: z.int().nullable(), column: z.string().nullable(), reason: z.string() }).nullable(),
    createdAt: z.iso.datetime(),
    ingestedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
