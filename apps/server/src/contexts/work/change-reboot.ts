import type { AgentEvent } from '@rustine/contract';
import { nextInvocationState, type OwedReboot } from '@rustine/domain';
import type { LockedInvocation } from './sql/lock-invocation.ts';
import type { LogEntry } from './sql/work-log.ts';

export type RebootEvent = Extract<AgentEvent, { type: 'rebooting' | 'rebooted' }>;

export interface RebootChange {
  readonly after: LockedInvocation;
  /** What is told in the log; the agent's word alone proves no reboot, another boot id does. */
  readonly entry: Pick<LogEntry, 'level' | 'message'>;
}

/** The invocation after the agent told of a reboot, decided without any effect. */
export function changeReboot(invocation: LockedInvocation, event: RebootEvent): RebootChange {
  switch (event.type) {
    case 'rebooting': {
      const { step, bootId, deadlineSeconds } = event;
      const state = nextInvocationState(invocation.state, { kind: 'rebooting' });
      const owed = { rebootStep: step, rebootFromBootId: bootId, rebootSeconds: deadlineSeconds };
      const message = `Step ${step} asks for a reboot. The machine runs in boot ${bootId}, and is expected back in another within ${inMinutes(deadlineSeconds)}.`;
      return { after: { ...invocation, state, bootId, ...owed }, entry: { level: 'INFO', message } };
    }
    case 'rebooted':
      return comeBack(invocation, event);
    default:
      return event satisfies never;
  }
}

function comeBack(
  invocation: LockedInvocation,
  { bootId, step }: Extract<RebootEvent, { type: 'rebooted' }>,
): RebootChange {
  const owed = owedReboot(invocation);
  const before = owed?.bootId ?? invocation.bootId;
  const again = step === '' ? 'The document goes on.' : `Step ${step} is run again from its top.`;
  if (before === bootId) {
    const message = `The agent says that the machine was rebooted, but it is still in boot ${bootId}: that proves nothing.`;
    return { after: invocation, entry: { level: 'ERROR', message } };
  }
  if (owed === null) {
    const message = `The machine was restarted during the run, and not because this run asked for it: it was in boot ${before ?? 'unknown'} and is now in boot ${bootId}. ${again}`;
    return { after: { ...invocation, bootId, restartedByOthers: true }, entry: { level: 'WARNING', message } };
  }
  const state = nextInvocationState(invocation.state, { kind: 'rebooted' });
  const late =
    (invocation.outcomeState ?? invocation.state) === 'TIMED_OUT'
      ? ' That was later than its deadline; the end of the run corrects its state.'
      : '';
  const message = `The machine is back from the reboot that step ${owed.step} asked for: it was in boot ${before} and is now in boot ${bootId}.${late} ${again}`;
  return {
    after: { ...invocation, state, bootId, rebootStep: null, rebootFromBootId: null, reboots: invocation.reboots + 1 },
    entry: { level: 'INFO', message },
  };
}

/** The reboot that was asked for and that no new boot id has proved. */
export function owedReboot({ rebootStep, rebootFromBootId }: LockedInvocation): OwedReboot | null {
  return rebootStep === null || rebootFromBootId === null ? null : { step: rebootStep, bootId: rebootFromBootId };
}

/** A length of time as people say it; whole minutes from two on. */
export function inMinutes(seconds: number): string {
  if (seconds < 120) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  return `${Math.round(seconds / 60)} minutes`;
}
