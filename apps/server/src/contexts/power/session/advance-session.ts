import { beginLook, nextPowerStep } from '@rustine/domain';
import { withTransaction } from '../../../db/with-transaction.ts';
import { listHolders, lockInvocationsOf } from '../sql/holders.ts';
import { getProvider } from '../sql/providers.ts';
import { getSession, lockSession, saveSession, type SessionRow } from '../sql/sessions.ts';
import { applyStep } from './apply-step.ts';
import { faultOf, look, type OpenedFor } from './look.ts';
import { openSessionOf } from './open-session-of.ts';
import type { SessionDeps } from './session-deps.ts';
import { settle } from './settle.ts';
import { wakeSession } from './wake-session.ts';

/** Looks at the session again at once after a change, but not for ever: then others have their turn. */
const STEPS_MAX = 10;

/**
 * What the job of a session does: asks the provider how the machine is, decides, writes the decision down, acts, and
 * comes back later if there is more to do. May run as often as one likes, and end anywhere.
 */
export async function advanceSession(deps: SessionDeps, sessionId: number): Promise<void> {
  for (let count = 0; count < STEPS_MAX; count += 1) {
    const session = await getSession(deps.db, sessionId);
    if (session === null) return;
    const now = deps.clock();
    if (session.phase !== 'RESTORING') await tellWaiting(deps, sessionId);
    if (session.phase === 'ENDED' || session.phase === 'AWAKE') return;

    const begun = beginLook(session, now);
    if (begun !== null) {
      await withTransaction(deps.db, (tx) => saveSession(tx, session, begun, now));
      continue;
    }
    const opened = await openFor(deps, session);
    const looked = opened.kind === 'FAULT' ? opened : await look(opened.provider, session.ref);
    const patience = opened.kind === 'FAULT' ? null : opened.forceOffAfterSeconds;
    const step = nextPowerStep(openSessionOf(session, patience), looked, now);
    const more = await applyStep(deps, { session, step, opened, now });
    if (more === 'DONE') return;
    if (more === 'LATER') break;
  }
  const session = await getSession(deps.db, sessionId);
  if (session === null || session.phase === 'ENDED') return;
  await withTransaction(deps.db, (tx) => wakeSession(tx, session, deps.pollMs));
}

/** Those whose answer is known without a look at the machine. */
async function tellWaiting({ db, clock, needs }: SessionDeps, sessionId: number): Promise<void> {
  await withTransaction(db, async (tx) => {
    await lockInvocationsOf(tx, await listHolders(tx, sessionId));
    const session = await lockSession(tx, sessionId);
    if (session !== null) await settle(tx, needs.work, { session, at: clock() });
  });
}

async function openFor({ db, openProvider }: SessionDeps, { providerId, instanceId }: SessionRow): Promise<OpenedFor> {
  const row = providerId === null ? null : await getProvider(db, providerId);
  if (row === null) {
    const message = `Nothing is known that switches it on: bind it to a power provider (rustine power bind ${instanceId} PROVIDER REF).`;
    return { kind: 'FAULT', permanent: true, message };
  }
  try {
    return { kind: 'OPENED', ...(await openProvider(row)) };
  } catch (error) {
    return faultOf(error);
  }
}
