import type { LockedInvocation } from './sql/lock-invocation.ts';
import type { LogEntry } from './sql/work-log.ts';

/** What the log says of an invocation that came into its state. */
export function entryOf({ workRequestId, id, state, reason, agentState }: LockedInvocation, at: Date): LogEntry {
  const said = reason === '' ? '' : ` ${reason}`;
  const base = { workRequestId, invocationId: id, at };
  switch (state) {
    case 'DELIVERED':
      return { ...base, level: 'INFO', message: 'The agent took the command.' };
    case 'RUNNING':
      return { ...base, level: 'INFO', message: agentState === null ? 'The agent started the document.' : reason };
    case 'SUCCEEDED':
      return { ...base, level: 'INFO', message: 'Succeeded.' };
    case 'FAILED':
      return { ...base, level: 'ERROR', message: `Failed.${said}` };
    case 'TIMED_OUT':
      return { ...base, level: 'ERROR', message: `Timed out.${said}` };
    case 'CANCELED':
      return { ...base, level: 'WARNING', message: `Canceled.${said}` };
    case 'SKIPPED':
      return { ...base, level: 'WARNING', message: `Skipped.${said}` };
    case 'POWERING_OFF':
      return { ...base, level: 'INFO', message: reason };
    case 'PENDING':
    case 'POWERING_ON':
    case 'REBOOTING':
    case 'CANCELING':
      return { ...base, level: 'INFO', message: `Now ${state}.${said}` };
    default:
      return state satisfies never;
  }
}
