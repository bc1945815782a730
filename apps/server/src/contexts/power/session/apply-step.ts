import type { PowerStep } from '@rustine/domain';
import type { HolderRow } from '../sql/holders.ts';
import type { SessionChange, SessionRow } from '../sql/sessions.ts';
import { handOver, handOverOffered } from './hand-over.ts';
import { faultOf, type OpenedFor } from './look.ts';
import type { SessionDeps } from './session-deps.ts';
import type { Verdict } from './settle.ts';
import { write } from './write.ts';

/** What follows: look again at once, come back later, or nothing. */
export type Next = 'AGAIN' | 'LATER' | 'DONE';

interface Applied {
  readonly session: SessionRow;
  readonly step: PowerStep;
  readonly opened: OpenedFor;
  readonly now: Date;
}

/** Writes a decision down and acts on it. What was decided on a session that changed meanwhile is dropped. */
export async function applyStep(deps: SessionDeps, { session, step, opened, now }: Applied): Promise<Next> {
  switch (step.kind) {
    case 'WAIT':
      if (step.fault !== null && step.fault !== session.message) {
        await write(deps, session, { change: { message: step.fault } });
      }
      return 'LATER';
    case 'START':
      return start(deps, { session, opened, now });
    case 'STOP':
      return stop(deps, { session, opened, now, force: step.force });
    case 'AWAKE': {
      const { marker } = step;
      const awakeAt = session.awakeAt ?? now;
      const change = {
        phase: 'AWAKE',
        found: session.found ?? 'RUNNING',
        marker,
        awakeAt,
        deadlineAt: null,
        message: '',
      } as const;
      return after(await write(deps, session, { change, seen: 'RUNNING' }), 'DONE');
    }
    case 'WAKE_FAILED':
      return failWake(deps, session, step);
    case 'STOPPED':
      return endRestore(deps, session, { verdict: { restore: { kind: 'STOPPED' } }, seen: 'STOPPED' });
    case 'LEFT_ON':
      return endRestore(deps, session, { verdict: { restore: { kind: 'LEFT_ON', reason: step.reason } } });
    case 'RESTORE_FAILED':
      return endRestore(deps, session, { verdict: { restore: { kind: 'FAILED', message: step.message } } });
    default:
      return step satisfies never;
  }
}

const after = (written: boolean, next: Next): Next => (written ? next : 'AGAIN');
const later = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

type Acting = Pick<Applied, 'session' | 'opened' | 'now'>;

async function start(deps: SessionDeps, { session, opened, now }: Acting): Promise<Next> {
  if (opened.kind === 'FAULT') return 'LATER';
  const isFirst = session.starts === 0;
  const found =
    session.found === null || session.found === 'RUNNING'
      ? opened.abilities.tellsState
        ? 'STOPPED'
        : 'UNKNOWN'
      : session.found;
  const change: SessionChange = {
    found,
    starts: session.starts + 1,
    startAskedAt: now,
    marker: null,
    startedByOther: false,
    message: '',
    deadlineAt: isFirst ? later(now, opened.startSeconds) : session.deadlineAt,
  };
  if (!(await write(deps, session, { change, ...(isFirst && { doing: 'wake machine' }) }))) return 'AGAIN';
  const written = { ...session, ...change, version: session.version + 1 };
  try {
    const { alreadyRan } = await opened.provider.start(session.ref);
    // Later ones may have met our own first start.
    if (alreadyRan && isFirst) await write(deps, written, { change: { startedByOther: true } });
    return opened.abilities.tellsState ? 'LATER' : 'AGAIN';
  } catch (error) {
    const { permanent, message } = faultOf(error);
    if (permanent) return failWake(deps, written, { message, putBack: !isFirst && opened.abilities.canStop });
    await write(deps, written, { change: { message } });
    return 'LATER';
  }
}

async function stop(
  deps: SessionDeps,
  { session, opened, now, force }: Acting & { readonly force: boolean },
): Promise<Next> {
  if (opened.kind === 'FAULT') return 'LATER';
  const isFirst = session.stopAskedAt === null;
  if (isFirst && (await handOver(deps, session))) return 'AGAIN';
  const change: SessionChange = {
    stopAskedAt: session.stopAskedAt ?? now,
    stopRepeatedAt: now,
    message: '',
    deadlineAt: isFirst ? later(now, opened.stopSeconds) : session.deadlineAt,
  };
  if (!(await write(deps, session, { change, ...(isFirst && { doing: 'put machine back' }) }))) return 'AGAIN';
  const written = { ...session, ...change, version: session.version + 1 };
  // From now on no command goes out; one that just did is seen here, also after a crash before the call.
  if (await handOverOffered(deps, written)) return 'AGAIN';
  try {
    await opened.provider.stop(session.ref, { force });
  } catch (error) {
    const { permanent, message } = faultOf(error);
    if (permanent) return endRestore(deps, written, { verdict: { restore: { kind: 'FAILED', message } } });
    await write(deps, written, { change: { message } });
  }
  return 'LATER';
}

const RESTORE_SECONDS = 600;

/** Fails those that wait for the machine. One that may still come up by our start is put back; one in use stays. */
async function failWake(
  deps: SessionDeps,
  session: SessionRow,
  { message, putBack }: { readonly message: string; readonly putBack: boolean },
): Promise<Next> {
  const now = deps.clock();
  let isInUse = false;
  const change = (holders: readonly HolderRow[]): SessionChange => {
    isInUse = holders.some(({ wokenAt, releasedAt }) => wokenAt !== null && releasedAt === null);
    if (isInUse) return { phase: 'AWAKE', deadlineAt: null, message };
    if (putBack)
      return { phase: 'RESTORING', lookedAt: now, deadlineAt: later(now, RESTORE_SECONDS), wakeFault: message };
    return { phase: 'ENDED', outcome: 'FAILED', message, deadlineAt: null, endedAt: now };
  };
  const written = await write(deps, session, { change, verdict: { wake: { kind: 'FAILED', message } } });
  return after(written, putBack && !isInUse ? 'AGAIN' : 'DONE');
}

/** Ends the session, unless a run asked for the machine while it was being put back: then it is woken again. */
async function endRestore(
  deps: SessionDeps,
  session: SessionRow,
  { verdict, seen }: { readonly verdict: Required<Pick<Verdict, 'restore'>>; readonly seen?: 'STOPPED' },
): Promise<Next> {
  const now = deps.clock();
  const { restore } = verdict;
  let isNeeded = false;
  const change = (holders: readonly HolderRow[]): SessionChange => {
    isNeeded = holders.some(({ releasedAt }) => releasedAt === null);
    if (isNeeded) return wokenAgain(session, restore.kind === 'STOPPED', later(now, RESTORE_SECONDS));
    const ended = { phase: 'ENDED', deadlineAt: null, endedAt: now } as const;
    // That it never ran is what the session is remembered for.
    if (session.wakeFault !== null) return { ...ended, outcome: 'FAILED', message: session.wakeFault };
    const message = restore.kind === 'FAILED' ? restore.message : restore.kind === 'LEFT_ON' ? restore.reason : '';
    return { ...ended, outcome: restore.kind, message };
  };
  const written = await write(deps, session, { change, verdict, ...(seen && { seen }) });
  return after(written, isNeeded ? 'AGAIN' : 'DONE');
}

function wokenAgain(session: SessionRow, isOff: boolean, deadlineAt: Date): SessionChange {
  const common = {
    phase: 'WAKING',
    deadlineAt,
    stopAskedAt: null,
    stopRepeatedAt: null,
    wakeFault: null,
    message: '',
  } as const;
  if (!isOff) return { ...common, startedByOther: session.startedByOther };
  return {
    ...common,
    found: 'STOPPED',
    starts: 0,
    startAskedAt: null,
    startedByOther: false,
    marker: null,
    keepOn: false,
  };
}
