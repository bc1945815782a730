import { withTransaction } from '../../../db/with-transaction.ts';
import { listForgottenHolders } from '../sql/holders.ts';
import { getSession, listIdleSessions } from '../sql/sessions.ts';
import { askToRestore } from './ask-to-restore.ts';
import type { SessionDeps } from './session-deps.ts';
import { wakeSession } from './wake-session.ts';

/** A session in which nothing happened for so long, in milliseconds, may have lost its job. */
const IDLE_MS = 60_000;

/**
 * Makes up for what was lost, so that no machine stays on for a run that is over: sessions whose job is gone, and runs
 * that ended without letting go.
 */
export async function reviveSessions(deps: SessionDeps): Promise<void> {
  const { db, clock, log } = deps;
  const at = clock();
  const before = new Date(at.getTime() - IDLE_MS);
  for (const { invocationId, instanceId } of await listForgottenHolders(db, before)) {
    log.warn({ invocationId, instanceId }, 'a run ended and did not let go of its machine');
    await withTransaction(db, (tx) => askToRestore(tx, { invocationId, instanceId, restartedByOthers: false, at }));
  }
  for (const id of await listIdleSessions(db, before)) {
    await withTransaction(db, async (tx) => {
      const session = await getSession(tx, id);
      if (session !== null) await wakeSession(tx, session);
    });
  }
}
