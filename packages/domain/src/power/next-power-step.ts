import type { PowerState } from '@rustine/contract';
import type { OpenPowerSession } from './open-power-session.ts';

/** A call that changed nothing is made again after this many seconds: packets get lost, and a crash may have come before it. */
export const REPEAT_SECONDS = 60;

/** What came of asking the provider. */
export type Looked =
  | { readonly kind: 'SEEN'; readonly state: PowerState; readonly marker: string | null; readonly said: string }
  /** `permanent`: asking again gives the same (it does not exist, no right to it). */
  | { readonly kind: 'FAULT'; readonly permanent: boolean; readonly message: string };

export type PowerStep =
  /** The fault is the provider's, when it could not be asked. */
  | { readonly kind: 'WAIT'; readonly fault: string | null }
  /** Write down that it is started, then start it. */
  | { readonly kind: 'START' }
  | { readonly kind: 'AWAKE'; readonly marker: string | null }
  /** `putBack`: it may still come up by our start, so it has to be switched off. */
  | { readonly kind: 'WAKE_FAILED'; readonly message: string; readonly putBack: boolean }
  /** Write down that it is stopped, then stop it. */
  | { readonly kind: 'STOP'; readonly force: boolean }
  | { readonly kind: 'STOPPED' }
  | { readonly kind: 'LEFT_ON'; readonly reason: string }
  | { readonly kind: 'RESTORE_FAILED'; readonly message: string };

const WAIT: PowerStep = { kind: 'WAIT', fault: null };

const secondsSince = (then: Date | null, now: Date): number =>
  then === null ? Infinity : (now.getTime() - then.getTime()) / 1000;

/**
 * The next thing to do for a machine that is being woken or put back, from what is written down and what its provider
 * says now. It may be asked as often as one likes: what runs is never started, what is off is never stopped.
 */
export function nextPowerStep(session: OpenPowerSession, looked: Looked, now: Date): PowerStep {
  return session.phase === 'RESTORING' ? nextOfRestoring(session, looked, now) : nextOfWaking(session, looked, now);
}

function nextOfWaking(session: OpenPowerSession, looked: Looked, now: Date): PowerStep {
  const isLate = session.deadlineAt !== null && now >= session.deadlineAt;
  const failed = (message: string): PowerStep => {
    const { found, starts, startedByOther, abilities } = session;
    const isOurs = starts > 0 && found !== 'RUNNING' && !startedByOther;
    return { kind: 'WAKE_FAILED', message, putBack: isOurs && abilities.canStop };
  };
  if (looked.kind === 'FAULT') {
    return looked.permanent || isLate ? failed(looked.message) : { kind: 'WAIT', fault: looked.message };
  }
  const { state, marker, said } = looked;
  const sinceStart = secondsSince(session.startAskedAt, now);
  switch (state) {
    case 'RUNNING':
      return { kind: 'AWAKE', marker: session.marker ?? marker };
    case 'UNKNOWN':
      if (!session.abilities.tellsState) {
        return session.starts === 0 ? { kind: 'START' } : { kind: 'AWAKE', marker: null };
      }
      return isLate ? failed(`the provider cannot tell whether it runs${said && ` (${said})`}`) : WAIT;
    case 'STOPPED':
      if (isLate && session.starts > 0)
        return failed(tried('it was told to start, and the provider still says that it is off', session));
      return sinceStart >= REPEAT_SECONDS ? { kind: 'START' } : WAIT;
    case 'STARTING':
    case 'STOPPING':
      return isLate ? failed(`the provider still says that it is ${state.toLowerCase()}`) : WAIT;
    default:
      return state satisfies never;
  }
}

function nextOfRestoring(session: OpenPowerSession, looked: Looked, now: Date): PowerStep {
  const { stopAskedAt, stopRepeatedAt, forceOffAfterSeconds: patience } = session;
  const isLate = session.deadlineAt !== null && now >= session.deadlineAt;
  const failed = (message: string): PowerStep => ({ kind: 'RESTORE_FAILED', message });
  if (looked.kind === 'FAULT') {
    return looked.permanent || isLate ? failed(looked.message) : { kind: 'WAIT', fault: looked.message };
  }
  const { state, marker, said } = looked;
  const isForceDue = patience !== null && stopAskedAt !== null && secondsSince(stopAskedAt, now) >= patience;
  const isRepeatDue = secondsSince(stopRepeatedAt, now) >= Math.min(REPEAT_SECONDS, patience ?? REPEAT_SECONDS);
  switch (state) {
    case 'STOPPED':
      // What was told to start a moment ago and is off will only come up yet.
      if (stopAskedAt === null && !isLate && secondsSince(session.startAskedAt, now) < REPEAT_SECONDS) return WAIT;
      return { kind: 'STOPPED' };
    case 'RUNNING':
      if (session.marker !== null && marker !== null && marker !== session.marker) {
        return { kind: 'LEFT_ON', reason: 'somebody started it anew meanwhile' };
      }
      if (stopAskedAt === null) {
        if (session.keepOn) return { kind: 'LEFT_ON', reason: 'somebody asked for it to stay on' };
        return { kind: 'STOP', force: false };
      }
      if (isLate) return failed(tried('it was told to stop, and the provider still says that it runs', session));
      return isRepeatDue ? { kind: 'STOP', force: isForceDue } : WAIT;
    case 'STOPPING':
      if (isLate) return failed('the provider still says that it is stopping');
      return isForceDue && isRepeatDue ? { kind: 'STOP', force: true } : WAIT;
    case 'STARTING':
    case 'UNKNOWN':
      return isLate ? failed(`the provider says that it is ${said || state.toLowerCase()}`) : WAIT;
    default:
      return state satisfies never;
  }
}

/** What was tried, and the provider's words if it refused. */
function tried(what: string, session: OpenPowerSession): string {
  return session.message === '' ? what : `${what}; ${session.message}`;
}
