import { decideRelease } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { getHolder, listHolders, releaseHolder } from '../sql/holders.ts';
import { lockOpenSession, saveSession, type SessionChange, type SessionRow } from '../sql/sessions.ts';
import { openSessionOf } from './open-session-of.ts';
import { wakeSession } from './wake-session.ts';

/** Until the provider's own settings are read, in seconds. */
const FIRST_DEADLINE_SECONDS = 600;

export interface AskToRestore {
  readonly invocationId: string;
  readonly instanceId: string;
  /** Whether the machine came up under another boot id during the run, and no reboot of the run explains it. */
  readonly restartedByOthers: boolean;
  readonly at: Date;
}

export interface RestoreAnswer {
  /** The machine is being put back; `restoreSettled` will tell when that has ended. */
  readonly restore: boolean;
  /** Why it is left as it is although it was off; empty when there is nothing to say. */
  readonly reason: string;
}

/** The run lets go of its machine. Answers the same when it is asked again, until the machine is put back. */
export async function askToRestore(tx: Transaction, asked: AskToRestore): Promise<RestoreAnswer> {
  const { invocationId, instanceId, at } = asked;
  const session = await lockOpenSession(tx, instanceId);
  const holder = await getHolder(tx, invocationId);
  if (holder === null) return { restore: false, reason: '' };
  if (session === null || session.id !== holder.sessionId || holder.releasedAt !== null) {
    const isOpen = session?.id === holder.sessionId && holder.toldAt === null;
    return { restore: isOpen && holder.restore === true, reason: holder.reason };
  }
  const others = await listHolders(tx, session.id);
  const othersNeedIt = others.some((each) => each.invocationId !== invocationId && each.releasedAt === null);
  const release = decideRelease(openSessionOf(session), { ...asked, othersNeedIt });
  switch (release.kind) {
    case 'KEEP': {
      // What one run saw of a restart by hand counts at the end of the last one.
      await save(tx, session, asked.restartedByOthers ? { keepOn: true } : {}, at);
      break;
    }
    case 'END': {
      const { outcome, reason } = release;
      await save(tx, session, { phase: 'ENDED', outcome, message: reason, deadlineAt: null, endedAt: at }, at);
      break;
    }
    case 'RESTORE': {
      const deadlineAt = new Date(at.getTime() + FIRST_DEADLINE_SECONDS * 1000);
      await save(tx, session, { phase: 'RESTORING', lookedAt: at, deadlineAt }, at);
      await wakeSession(tx, session);
      break;
    }
    default:
      return release satisfies never;
  }
  const answer = { restore: release.kind === 'RESTORE', reason: release.kind === 'RESTORE' ? '' : release.reason };
  await releaseHolder(tx, holder, { ...answer, at });
  return answer;
}

/** The row is locked, so its version is that which was read. */
async function save(tx: Transaction, session: SessionRow, change: SessionChange, at: Date): Promise<void> {
  if (!(await saveSession(tx, session, change, at)))
    throw new Error(`power session ${session.id} changed under its lock`);
}
