import { z } from 'zod';

/** States of a work request, as the console, the API and the CLI name them (docs/glossary.md). */
export const workRequestStates = ['ACCEPTED', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELING', 'CANCELED'] as const;
export const WorkRequestState = z.enum(workRequestStates);
export type WorkRequestState = z.infer<typeof WorkRequestState>;

export const invocationStates = [
  'PENDING',
  'POWERING_ON',
  'DELIVERED',
  'RUNNING',
  'REBOOTING',
  'POWERING_OFF',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'CANCELING',
  'CANCELED',
  'SKIPPED',
] as const;
export const InvocationState = z.enum(invocationStates);
export type InvocationState = z.infer<typeof InvocationState>;

/** Invocation states that nothing leaves by itself. A TIMED_OUT one may still be corrected by evidence. */
export const finalInvocationStates = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'SKIPPED'] as const;

export const finalWorkRequestStates = ['SUCCEEDED', 'FAILED', 'CANCELED'] as const;

export const stepStates = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELED', 'SKIPPED'] as const;
export const StepState = z.enum(stepStates);
export type StepState = z.infer<typeof StepState>;

/**
 * GRANTED: the agent may upload it. UPLOADED: the object is in the store, size and sum verified.
 * INGESTED: its rows are in the lake and in the current state. QUARANTINED: it breaks the contract; the reason is kept.
 * FAILED: the invocation ended and the object never came.
 */
export const reportStates = ['GRANTED', 'UPLOADED', 'INGESTED', 'QUARANTINED', 'FAILED'] as const;
export const ReportState = z.enum(reportStates);
export type ReportState = z.infer<typeof ReportState>;

export const updateTypes = ['SECURITY', 'BUGFIX', 'ENHANCEMENT', 'OTHER'] as const;
export const UpdateType = z.enum(updateTypes);
export type UpdateType = z.infer<typeof UpdateType>;

export const osFamilies = ['LINUX', 'WINDOWS'] as const;
export const OsFamily = z.enum(osFamilies);
export type OsFamily = z.infer<typeof OsFamily>;

/**
 * By evidence: ONLINE holds its link open or checked in lately; STALE is late; OFFLINE has been silent for long.
 * REBOOTING: a run of ours restarts it at this moment. STOPPED: whoever powers it says that it is switched off.
 */
export const instanceStatuses = ['ONLINE', 'STALE', 'OFFLINE', 'REBOOTING', 'STOPPED'] as const;
export const InstanceStatus = z.enum(instanceStatuses);
export type InstanceStatus = z.infer<typeof InstanceStatus>;

/** Whether the CVEs of an instance's missing security updates are known to the server. */
export const cveStates = ['RESOLVED', 'RESOLVING', 'UNRESOLVED'] as const;
export const CveState = z.enum(cveStates);
export type CveState = z.infer<typeof CveState>;

/** What a power provider says of a machine. UNKNOWN: it cannot tell, or what it says is none of the others. */
export const powerStates = ['RUNNING', 'STOPPED', 'STARTING', 'STOPPING', 'UNKNOWN'] as const;
export const PowerState = z.enum(powerStates);
export type PowerState = z.infer<typeof PowerState>;

/**
 * A machine that runs need, from the first ask until it is put back. WAKING: it is looked at and started. AWAKE: it runs.
 * RESTORING: it is switched off again. ENDED: nothing is owed any more.
 */
export const powerPhases = ['WAKING', 'AWAKE', 'RESTORING', 'ENDED'] as const;
export const PowerPhase = z.enum(powerPhases);
export type PowerPhase = z.infer<typeof PowerPhase>;

/** How a power session ended. WAS_ON: nothing had to be done. STOPPED: it is off again, as it was found. */
export const powerOutcomes = ['WAS_ON', 'STOPPED', 'LEFT_ON', 'FAILED', 'CANCELED'] as const;
export const PowerOutcome = z.enum(powerOutcomes);
export type PowerOutcome = z.infer<typeof PowerOutcome>;
