import type { Transaction } from '../../../db/connect.ts';
import { getHolder, holdOn } from '../sql/holders.ts';
import { lockOpenSession, openSession, saveSession } from '../sql/sessions.ts';
import { wakeSession } from './wake-session.ts';

/** Until the provider's own settings are read, in seconds. */
const FIRST_DEADLINE_SECONDS = 600;

export interface AskToWake {
  readonly workRequestId: string;
  readonly invocationId: string;
  readonly instanceId: string;
  readonly at: Date;
}

/**
 * Writes down that a run needs the machine, and the job that will see to it; calls no provider. A machine that is being
 * put back for another run is kept, or woken again once it is off. Harmless when repeated.
 */
export async function askToWake(tx: Transaction, asked: AskToWake): Promise<void> {
  const { instanceId, at } = asked;
  if ((await getHolder(tx, asked.invocationId)) !== null) return;
  const deadlineAt = new Date(at.getTime() + FIRST_DEADLINE_SECONDS * 1000);
  await openSession(tx, { instanceId, at, deadlineAt });
  const session = await lockOpenSession(tx, instanceId);
  if (session === null) throw new Error(`the power session of ${instanceId} ended while it was locked`);
  await holdOn(tx, { ...asked, sessionId: session.id });
  const isStopping = session.phase === 'RESTORING' && session.stopAskedAt !== null;
  // A machine that was on a while ago is looked at again, for whoever asks now.
  const again = { phase: 'WAKING', lookedAt: at, deadlineAt, wakeFault: null } as const;
  const change = isStopping || session.phase === 'WAKING' ? {} : again;
  await saveSession(tx, session, change, at);
  await wakeSession(tx, session);
}
