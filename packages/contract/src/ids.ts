import { z } from 'zod';

/**
 * Every id is a noun's prefix and a UUID (RFC 9562), so a reader of a log or an object key knows what it names,
 * and no id can carry a path separator.
 */
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export const idPrefixes = {
  compartment: 'cmp',
  instance: 'mi',
  group: 'mig',
  workRequest: 'wr',
  invocation: 'inv',
  report: 'rpt',
  enrollmentToken: 'enr',
  accessToken: 'tok',
  job: 'job',
  execution: 'exe',
  window: 'mw',
  freeze: 'frz',
  quorumSet: 'qs',
  powerProvider: 'pwr',
} as const;

export type IdKind = keyof typeof idPrefixes;

function idOf(kind: IdKind) {
  return z
    .string()
    .regex(new RegExp(`^${idPrefixes[kind]}-${uuid}$`), `not an id of the form ${idPrefixes[kind]}-<uuid>`);
}

export const CompartmentId = idOf('compartment');
export const InstanceId = idOf('instance');
export const GroupId = idOf('group');
export const WorkRequestId = idOf('workRequest');
export const InvocationId = idOf('invocation');
export const ReportId = idOf('report');
export const EnrollmentTokenId = idOf('enrollmentToken');
export const AccessTokenId = idOf('accessToken');
export const JobId = idOf('job');
export const ExecutionId = idOf('execution');
export const WindowId = idOf('window');
export const FreezeId = idOf('freeze');
export const QuorumSetId = idOf('quorumSet');
export const PowerProviderId = idOf('powerProvider');

/** The compartment that every installation has from its first migration on. */
export const ROOT_COMPARTMENT_ID = 'cmp-00000000-0000-7000-8000-000000000000';
