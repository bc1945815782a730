import type { InvocationState } from '@rustine/contract';

const MINUTE = 60;

/** After its own time-out the agent still has to publish: uploads are retried with growing delays. */
const PUBLISH_GRACE_SECONDS = 15 * MINUTE;
/** Uploaded reports are ingested within seconds; this leaves room for a server that was down. */
const REPORTS_GRACE_SECONDS = 15 * MINUTE;
/** An accepted command may wait for the one that the agent is running. */
const TURN_SECONDS = 60 * MINUTE;
const POWER_SECONDS = 20 * MINUTE;
const REBOOT_SECONDS = 30 * MINUTE;
const CANCEL_SECONDS = 10 * MINUTE;

interface DeadlineOptions {
  /** How long an instance has to take the command. */
  readonly deliverySeconds: number;
  /** How long the agent may run it. */
  readonly timeoutSeconds: number;
  /** The agent ended with success and only reports are waited for. */
  readonly waitingForReports?: boolean;
  /** What the agent gives its machine to come back from a reboot; half an hour unless given. */
  readonly rebootSeconds?: number;
}

/** Seconds that an invocation may stay in a state; null for a final one. Nothing stays open for ever. */
export function deadlineSeconds(state: InvocationState, options: DeadlineOptions): number | null {
  switch (state) {
    case 'PENDING':
      return options.deliverySeconds;
    case 'POWERING_ON':
    case 'POWERING_OFF':
      return POWER_SECONDS;
    case 'DELIVERED':
      return options.timeoutSeconds + TURN_SECONDS;
    case 'RUNNING':
      return options.waitingForReports === true
        ? REPORTS_GRACE_SECONDS
        : options.timeoutSeconds + PUBLISH_GRACE_SECONDS;
    case 'REBOOTING':
      return options.rebootSeconds ?? REBOOT_SECONDS;
    case 'CANCELING':
      return CANCEL_SECONDS;
    case 'SUCCEEDED':
    case 'FAILED':
    case 'TIMED_OUT':
    case 'CANCELED':
    case 'SKIPPED':
      return null;
    default:
      return state satisfies never;
  }
}
