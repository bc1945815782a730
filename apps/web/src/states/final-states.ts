import type { Invocation, WorkRequest } from '@rustine/sdk';

/** A state that the contract adds is a type error here until somebody says whether it can still move. */
const finalInvocation: Record<Invocation['state'], boolean> = {
  PENDING: false,
  POWERING_ON: false,
  DELIVERED: false,
  RUNNING: false,
  REBOOTING: false,
  POWERING_OFF: false,
  CANCELING: false,
  SUCCEEDED: true,
  FAILED: true,
  TIMED_OUT: true,
  CANCELED: true,
  SKIPPED: true,
};

const finalWorkRequest: Record<WorkRequest['state'], boolean> = {
  ACCEPTED: false,
  IN_PROGRESS: false,
  CANCELING: false,
  SUCCEEDED: true,
  FAILED: true,
  CANCELED: true,
};

export function isFinalInvocation(state: Invocation['state']): boolean {
  return finalInvocation[state];
}

export function isFinalWorkRequest(state: WorkRequest['state']): boolean {
  return finalWorkRequest[state];
}
