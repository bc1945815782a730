import { z } from 'zod';
import { CompartmentId, ExecutionId, JobId, WindowId, WorkRequestId } from '../ids.ts';
import { UpdateType, WorkRequestState } from '../states.ts';
import { Forecast } from './forecast.ts';
import { plainLine, plainLineOrNone } from './plain-text.ts';
import { PowerRule } from './power-rule.ts';
import { Schedule } from './schedules.ts';
import { Targets } from './targets.ts';
import { WavePlan } from './waves.ts';
import { AtWindowEnd, FreezeOverride, WindowRule } from './windows.ts';
import { MaxConcurrency, MaxErrors } from './work.ts';

const packageName = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9+._-]*(:[a-z0-9_-]+)?(=[0-9A-Za-z][0-9A-Za-z.+:~^_-]*)?$/,
    'a package as name or name=version',
  );
/** A name, or a glob of names with `*` and `?`. */
const packageGlob = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9*?][A-Za-z0-9+._*?-]*$/, 'a package name, which may hold * and ?');
const packages = z.array(packageName).min(1).max(500);

/** What a job does to each of its instances. */
export const JobAction = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('update-all') }),
    z.strictObject({ kind: z.literal('update-by-type'), types: z.array(UpdateType).min(1).max(4) }),
    z.strictObject({ kind: z.literal('install-packages'), packages }),
    z.strictObject({ kind: z.literal('update-packages'), packages: z.array(packageGlob).min(1).max(500) }),
    z.strictObject({ kind: z.literal('remove-packages'), packages }),
    z.strictObject({
      kind: z.literal('document'),
      documentName: z.string().min(1).max(128),
      /** The default version at each execution unless given. */
      documentVersion: z.int().min(1).max(2_147_483_647).optional(),
      parameters: z.record(z.string(), z.array(z.string())).default({}),
    }),
  ])
  .meta({ id: 'JobAction' });
export type JobAction = z.infer<typeof JobAction>;

/** When a job runs: at once and never again, by a schedule, or each time that a maintenance window opens. */
export const JobSchedule = z
  .discriminatedUnion('kind', [
    Schedule,
    z.strictObject({ kind: z.literal('now') }),
    z.strictObject({ kind: z.literal('window'), windowId: WindowId }),
  ])
  .meta({ id: 'JobSchedule' });
export type JobSchedule = z.infer<typeof JobSchedule>;

/** What becomes of an execution whose time passed while no server ran. */
export const MissedPolicy = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('run-late'), withinMinutes: z.int().min(1).max(43_200) }),
    z.strictObject({ kind: z.literal('skip') }),
  ])
  .meta({ id: 'MissedPolicy' });
export type MissedPolicy = z.infer<typeof MissedPolicy>;

/**
 * Whether the machines are restarted after the change. With a window of its own the restart is an execution by itself,
 * of the instances that need it, at once where one of those windows is open for them by then, else when the next one opens.
 */
export const JobReboot = z
  .strictObject({
    option: z.enum(['IF_NEEDED', 'NEVER', 'ALWAYS']).default('IF_NEEDED'),
    windowIds: z.array(WindowId).min(1).max(20).optional(),
    atEnd: AtWindowEnd.default('FINISH'),
  })
  .meta({ id: 'JobReboot' });
export type JobReboot = z.infer<typeof JobReboot>;

const jobSpec = {
  name: plainLine(100),
  description: plainLineOrNone(500).optional(),
  action: JobAction,
  targets: Targets,
  schedule: JobSchedule,
  missed: MissedPolicy,
  maxConcurrency: MaxConcurrency,
  maxErrors: MaxErrors,
  /** Null for none: then max-concurrency alone says how many work at a time. */
  waves: WavePlan.nullable(),
  /** Null when it may run at any time. */
  window: WindowRule.nullable(),
  /** For updates and packages only; a document asks for its own restarts. */
  reboot: JobReboot.nullable(),
  power: PowerRule,
  /** Seconds that an instance has to take its command, from its turn on. */
  deliverySeconds: z.int().min(5).max(2_592_000),
};

/** ACTIVE: runs when it is time. PAUSED: a person stopped it for a while. ENDED: it has no execution left. */
export const jobStates = ['ACTIVE', 'PAUSED', 'ENDED'] as const;
export const JobState = z.enum(jobStates);
export type JobState = z.infer<typeof JobState>;

/**
 * PLANNED: a restart that waits for its window. STARTING: due, its work request is being made. STARTED: it has a work
 * request. SKIPPED: a person skipped it, canceled the restart, or paused or deleted the job. MISSED: its time passed while
 * no server ran.
 */
export const executionStates = ['PLANNED', 'STARTING', 'STARTED', 'SKIPPED', 'MISSED'] as const;
export const ExecutionState = z.enum(executionStates);
export type ExecutionState = z.infer<typeof ExecutionState>;

export const executionKinds = ['SCHEDULED', 'RUN_NOW', 'REBOOT'] as const;
export const ExecutionKind = z.enum(executionKinds);
export type ExecutionKind = z.infer<typeof ExecutionKind>;

export const JobExecution = z
  .object({
    id: ExecutionId,
    jobId: JobId,
    kind: ExecutionKind,
    dueAt: z.iso.datetime(),
    state: ExecutionState,
    reason: z.string(),
    workRequestId: WorkRequestId.nullable(),
    /** Of the work request, while it is in the database; null when it has none or was cleaned up. */
    workRequestState: WorkRequestState.nullable(),
    forecast: Forecast.nullable(),
    /** Seconds from the making of its work request to its end, as the forecast counts them; null while it has not ended, and when nothing of it could start. */
    tookSeconds: z.int().nullable(),
    startedBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'JobExecution' });
export type JobExecution = z.infer<typeof JobExecution>;

export const ScheduledJob = z
  .object({
    id: JobId,
    compartmentId: CompartmentId,
    ...jobSpec,
    description: z.string(),
    state: JobState,
    /** The next execution, also one that will be skipped; null when paused or ended. */
    nextRunAt: z.iso.datetime().nullable(),
    /** A person has the next execution skipped. */
    skipNext: z.boolean(),
    lastExecution: JobExecution.nullable(),
    /** Counts edits; an edit names the one that it was made from. */
    revision: z.int(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ScheduledJob' });
export type ScheduledJob = z.infer<typeof ScheduledJob>;

export const CreateJobRequest = z
  .strictObject({
    ...jobSpec,
    compartmentId: CompartmentId.optional(),
    missed: MissedPolicy.default({ kind: 'run-late', withinMinutes: 60 }),
    maxConcurrency: MaxConcurrency.default('50'),
    maxErrors: MaxErrors.default('0'),
    waves: WavePlan.nullable().default(null),
    /** Not named: the window of its schedule where it follows one, else none. Null: none at all. */
    window: WindowRule.nullable().optional(),
    reboot: JobReboot.nullable().default(null),
    power: PowerRule.default('LEAVE'),
    deliverySeconds: jobSpec.deliverySeconds.default(3600),
    /** A second ask with the same key gets the first one's job. */
    idempotencyKey: plainLine(200).optional(),
  })
  .meta({ id: 'CreateJobRequest' });
export type CreateJobRequest = z.infer<typeof CreateJobRequest>;

/** What is not named stays as it is. An execution that has started keeps what it started with. */
export const UpdateJobRequest = z
  .strictObject({
    ...z.strictObject({ ...jobSpec, compartmentId: CompartmentId }).partial().shape,
    /** Refused with CONFLICT when somebody else edited the job since. */
    revision: z.int().min(1).optional(),
  })
  .meta({ id: 'UpdateJobRequest' });
export type UpdateJobRequest = z.infer<typeof UpdateJobRequest>;

export const RunJobRequest = z
  .strictObject({
    overrideFreeze: FreezeOverride.optional(),
    ignoreWindow: FreezeOverride.optional(),
    idempotencyKey: plainLine(200).optional(),
  })
  .meta({ id: 'RunJobRequest' });
export type RunJobRequest = z.infer<typeof RunJobRequest>;

/** An execution to come. */
export const UpcomingExecution = z
  .object({
    jobId: JobId,
    jobName: z.string(),
    kind: ExecutionKind,
    at: z.iso.datetime(),
    /** On the wall clock of its schedule, with the offset. */
    local: z.string(),
    offsetMinutes: z.int(),
    timezone: z.string(),
    /** Daylight saving moved it, and by which rule. */
    moved: z.object({ rule: z.enum(['GAP', 'OVERLAP']), asked: z.string() }).nullable(),
    skipped: z.boolean(),
    /** How many instances it would run on, as things are now. */
    instances: z.int(),
    /** Names of the freezes that hold for all or a part of its targets' compartments then. */
    freezes: z.array(z.string()),
    /** Of its window, when it needs one: null when none is open then. */
    window: z.object({ closesAt: z.iso.datetime() }).nullable(),
    windowRequired: z.boolean(),
  })
  .meta({ id: 'UpcomingExecution' });
export type UpcomingExecution = z.infer<typeof UpcomingExecution>;

/** A secret address at which calendars can subscribe to the executions to come; asking again replaces it. */
export const CalendarFeed = z.object({ url: z.string() }).meta({ id: 'CalendarFeed' });
export type CalendarFeed = z.infer<typeof CalendarFeed>;
