import { withTransaction } from '../../../db/with-transaction.ts';
import { awaitOffers, holdOn, listHolders, listUnderWay, lockInvocationsOf } from '../sql/holders.ts';
import { saveSession, type SessionChange, type SessionRow } from '../sql/sessions.ts';
import type { SessionDeps } from './session-deps.ts';
import { settle } from './settle.ts';

/**
 * A run that found the machine on, because another had woken it, needs it as much: it holds the session from now on, and
 * the machine is put back when it ends. False when there is none, and the machine may be told to stop.
 */
export async function handOver({ db, clock, needs }: SessionDeps, session: SessionRow): Promise<boolean> {
  const { instanceId } = session;
  return withTransaction(db, async (tx) => {
    const found = await listUnderWay(tx, instanceId);
    if (found.length === 0) return false;
    await lockInvocationsOf(tx, [...(await listHolders(tx, session.id)), ...found]);
    // What ended before it was locked would never let go.
    const runs = await listUnderWay(tx, instanceId);
    if (runs.length === 0) return false;
    const at = clock();
    const change: SessionChange = {
      phase: 'AWAKE',
      awakeAt: session.awakeAt ?? at,
      deadlineAt: null,
      stopAskedAt: null,
      stopRepeatedAt: null,
      wakeFault: null,
      message: '',
    };
    // Somebody else changed it: that is looked at first.
    if (!(await saveSession(tx, session, change, at))) return true;
    for (const run of runs) await holdOn(tx, { ...run, sessionId: session.id, at });
    await settle(tx, needs.work, { session: { ...session, ...change }, at });
    return true;
  });
}

/** The same for a session that is written to be told to stop: an inbox that was read before may be offering still. */
export async function handOverOffered(deps: SessionDeps, session: SessionRow): Promise<boolean> {
  await withTransaction(deps.db, (tx) => awaitOffers(tx, session.instanceId));
  return handOver(deps, session);
}
