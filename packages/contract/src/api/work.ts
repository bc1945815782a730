import { z } from 'zod';
import { CompartmentId, ExecutionId, InstanceId, InvocationId, JobId, ReportId, WorkRequestId } from '../ids.ts';
import { InvocationState, ReportState, StepState, WorkRequestState } from '../states.ts';
import { ReportKind } from '../reports.ts';
import { Forecast } from './forecast.ts';
import { plainLine } from './plain-text.ts';
import { PowerRule } from './power-rule.ts';
import { flag } from './scope.ts';
import { Targets } from './targets.ts';
import { WavePlan, WorkWave } from './waves.ts';
import { FreezeOverride, WindowRule } from './windows.ts';

/** How many instances may work at the same time (SSM's MaxConcurrency): a number, or percent of the targets. */
export const MaxConcurrency = z
  .string()
  .max(7)
  .regex(/^([1-9][0-9]*|[1-9][0-9]?%|100%)$/, 'a whole number of at least 1, or 1% to 100%');

/** How many errors are borne (SSM's MaxErrors): one more stops the run. */
export const MaxErrors = z
  .string()
  .max(7)
  .regex(/^(0|[1-9][0-9]*|0%|[1-9][0-9]?%|100%)$/, 'a whole number of at least 0, or 0% to 100%');

/** One execution of a document over its targets. */
export const WorkRequest = z
  .object({
    id: WorkRequestId,
    compartmentId: CompartmentId,
    documentName: z.string(),
    /** Null when it could not start because there is no such version. */
    documentVersion: z.int().nullable(),
    state: WorkRequestState,
    reason: z.string(),
    percentComplete: z.int().min(0).max(100),
    /** How many invocations are in each state; states without any are left out. */
    counts: z.partialRecord(InvocationState, z.int()),
    /** Of those that are PENDING: how many wait for their turn, because no more may work at the same time. */
    waiting: z.int(),
    maxConcurrency: z.string(),
    maxErrors: z.string(),
    comment: z.string(),
    /** The work request whose invocations it repeats. */
    retryOf: WorkRequestId.nullable(),
    /** The scheduled job and its execution that it carries out; null for work that was asked for otherwise. */
    jobId: JobId.nullable(),
    executionId: ExecutionId.nullable(),
    power: PowerRule,
    /** A wave failed and the later ones wait for a person, who resumes, retries or cancels until then; then it ends by itself. */
    halted: z.object({ wave: z.string(), reason: z.string(), until: z.iso.datetime() }).nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    /** It was cleaned up: it is shown from the lake, and nothing can be done with it any more. */
    archived: z.boolean(),
  })
  .meta({ id: 'WorkRequest' });
export type WorkRequest = z.infer<typeof WorkRequest>;

/** PostgreSQL knows no year 0, and no year that long ago is meant. */
const queryInstant = z.iso.datetime().refine((at) => at >= '1000', 'a year of at least 1000');

export const workRequestsQuery = {
  state: WorkRequestState.optional(),
  instanceId: InstanceId.optional(),
  documentName: z.string().max(128).optional(),
  /** Is looked for in document, comment, reason, who asked, and the names of the instances, whatever its case. */
  search: z.string().min(1).max(200).optional(),
  /** Made at this instant or later. */
  since: queryInstant.optional(),
  /** Made before this instant. */
  until: queryInstant.optional(),
  /** Those that were cleaned up too. */
  archived: flag.optional(),
};

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

/**
 * What became of an instance that was to be woken. WAKING: it was asked to start. WOKEN: this run started it. RESTORED: it
 * was switched off again. LEFT_ON: it was not, because somebody else had it running or wants it on. FAILED: it could not
 * be started, or not be switched off again. Null for one that was on, or that nothing was to wake.
 */
export const InvocationPower = z.enum(['WAKING', 'WOKEN', 'RESTORED', 'LEFT_ON', 'FAILED']);
export type InvocationPower = z.infer<typeof InvocationPower>;

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
    /** When its turn came and the instance could fetch the command; null while it waits, or if its turn never came. */
    releasedAt: z.iso.datetime().nullable(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    /** The name of its wave; null when the work request has none. */
    wave: z.string().nullable(),
    /** From then on it may not start, because its window lets nothing start any more; null when it holds to none. */
    startUntil: z.iso.datetime().nullable(),
    windowClosesAt: z.iso.datetime().nullable(),
    power: InvocationPower.nullable(),
  })
  .meta({ id: 'Invocation' });
export type Invocation = z.infer<typeof Invocation>;

export const InvocationDetail = Invocation.extend({ steps: z.array(InvocationStep) }).meta({ id: 'InvocationDetail' });
export type InvocationDetail = z.infer<typeof InvocationDetail>;

export const WorkRequestDetail = WorkRequest.extend({
  /** As they were asked for, but for more than 100 instances named one by one; null when only such were. */
  targets: Targets.nullable(),
  /** Seconds that each instance has to take the command, from its turn on. */
  deliverySeconds: z.int(),
  /** In order; empty when it goes by max-concurrency alone. */
  waves: z.array(WorkWave),
  /** The windows that it holds to, and when the last of its instances' windows closes; null when it may run at any time. */
  window: z.object({ rule: WindowRule, closesAt: z.iso.datetime().nullable() }).nullable(),
  /** As it was made before the start; null when nobody made one. */
  forecast: Forecast.nullable(),
  /** Who let it go ahead although a freeze held, and why. */
  freezeOverride: z.object({ reason: z.string(), by: z.string() }).nullable(),
  /** The newest 200; `listInvocations` pages through all of a larger one. */
  invocations: z.array(Invocation),
}).meta({ id: 'WorkRequestDetail' });
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

/** A second ask with the same key gets the first one's work request, so a request whose answer was lost can be sent again. */
const idempotencyKey = plainLine(200).optional();

/** Run a document on instances now: on those that `targets` name and on those in `instanceIds`, its short form. */
export const RunCommandRequest = z
  .object({
    documentName: z.string().min(1).max(128),
    documentVersion: z.int().min(1).max(2_147_483_647).optional(),
    instanceIds: z.array(InstanceId).min(1).max(50_000).optional(),
    targets: Targets.optional(),
    parameters: z.record(z.string(), z.array(z.string())).default({}),
    maxConcurrency: MaxConcurrency.default('50'),
    maxErrors: MaxErrors.default('0'),
    comment: plainLine(100).optional(),
    /** Seconds that an instance has to take the command, from its turn on, before it is TIMED_OUT. */
    deliverySeconds: z.int().min(5).max(2_592_000).default(3600),
    /** One wave after another; all targets by max-concurrency alone unless given. */
    waves: WavePlan.optional(),
    /** It may start on an instance only while a window is open for it; at any time unless given. */
    window: WindowRule.optional(),
    power: PowerRule.default('LEAVE'),
    /** Needed to run where a freeze holds. */
    overrideFreeze: FreezeOverride.optional(),
    idempotencyKey,
  })
  .refine(
    ({ instanceIds, targets }) => instanceIds !== undefined || targets !== undefined,
    'name what it runs on, by targets or instanceIds',
  )
  .meta({ id: 'RunCommandRequest' });
export type RunCommandRequest = z.infer<typeof RunCommandRequest>;

/**
 * Run a work request's document again, on those of its instances whose invocation ended in one of these states. Of a halted
 * one, which ends by that, also on those that wait.
 */
export const RetryWorkRequest = z
  .object({
    states: z
      .array(z.enum(['FAILED', 'TIMED_OUT', 'SKIPPED', 'CANCELED']))
      .min(1)
      .default(['FAILED', 'TIMED_OUT', 'SKIPPED']),
    /** KEEP: each in the wave that it was in, if there were waves. NONE: all of them by max-concurrency alone. */
    waves: z.enum(['KEEP', 'NONE']).default('KEEP'),
    /** Needed where a freeze holds now, whatever was said when it ran first. */
    overrideFreeze: FreezeOverride.optional(),
    idempotencyKey,
  })
  .meta({ id: 'RetryWorkRequest' });
export type RetryWorkRequest = z.infer<typeof RetryWorkRequest>;

/** Go on after a failed wave: with the next one, although the failed one did not prove itself. */
export const ResumeWorkRequest = z.object({ reason: plainLine(500).optional() }).meta({ id: 'ResumeWorkRequest' });
export type ResumeWorkRequest = z.infer<typeof ResumeWorkRequest>;

/** A piece of what a step writes: bytes `startByte` to `endByte` of that stream. Bytes between two pieces were not kept. */
export const OutputPiece = z
  .object({
    invocationId: InvocationId,
    instanceName: z.string(),
    step: z.string(),
    stream: z.enum(['stdout', 'stderr']),
    startByte: z.int(),
    endByte: z.int(),
    text: z.string(),
  })
  .meta({ id: 'OutputPiece' });
export type OutputPiece = z.infer<typeof OutputPiece>;

/**
 * What is new of a work request since a cursor: the invocations that changed, as they are now, and what their steps
 * wrote, in order for each step. Without a cursor all of it; what steps wrote is there until an hour after the end.
 */
export const WorkFeed = z
  .object({
    workRequest: WorkRequest,
    invocations: z.array(Invocation),
    output: z.array(OutputPiece),
    /** For the next ask. */
    cursor: z.string(),
    /** There is more at once. */
    more: z.boolean(),
    /** The work request has ended and all of it has been told. */
    complete: z.boolean(),
  })
  .meta({ id: 'WorkFeed' });
export type WorkFeed = z.infer<typeof WorkFeed>;

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
