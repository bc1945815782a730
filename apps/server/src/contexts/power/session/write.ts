import { abilitiesOf } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import { recordAudit } from '../../audit/index.ts';
import { listHolders, lockInvocationsOf, type HolderRow } from '../sql/holders.ts';
import { noteState } from '../sql/bindings.ts';
import { saveSession, type SessionChange, type SessionRow } from '../sql/sessions.ts';
import type { SessionDeps } from './session-deps.ts';
import { settle, type Verdict } from './settle.ts';

export interface Written {
  readonly change: SessionChange | ((holders: readonly HolderRow[]) => SessionChange);
  readonly verdict?: Verdict;
  /** What is done to the machine next, for the audit log. */
  readonly doing?: 'wake machine' | 'put machine back';
  /** What the provider said of the machine, for the fleet. */
  readonly seen?: 'RUNNING' | 'STOPPED';
}

/** Changes a session and tells whom it concerns, in one transaction. False: it is not as it was read any more. */
export async function write(
  deps: SessionDeps,
  session: SessionRow,
  { change, verdict, seen, doing }: Written,
): Promise<boolean> {
  return withTransaction(deps.db, async (tx) => {
    const at = deps.clock();
    const holders = await listHolders(tx, session.id);
    await lockInvocationsOf(tx, holders);
    const changes = typeof change === 'function' ? change(holders) : change;
    if (!(await saveSession(tx, session, changes, at))) return false;
    if (seen !== undefined) await noteSeen(tx, session, { seen, at });
    if (seen === 'STOPPED') await deps.needs.fleet.noteStopped(tx, session.instanceId, at);
    if (seen === 'RUNNING') await deps.needs.fleet.noteNotStopped(tx, session.instanceId);
    if (doing !== undefined) {
      const invocationIds = holders.map(({ invocationId }) => invocationId);
      const details = { providerId: session.providerId, ref: session.ref, invocationIds };
      await recordAudit(tx, { actor: 'rustine', action: doing, target: session.instanceId, details });
    }
    const next = { ...session, ...changes };
    await settle(tx, deps.needs.work, { session: next, at, ...(verdict && { verdict }) });
    return true;
  });
}

/** What is shown of the machine is not older than what was decided on; as a sweep does, before the fleet is told. */
async function noteSeen(
  tx: Transaction,
  { instanceId, providerId, kind, ref }: SessionRow,
  { seen, at }: { readonly seen: 'RUNNING' | 'STOPPED'; readonly at: Date },
): Promise<void> {
  if (providerId === null || kind === null || !abilitiesOf(kind).tellsState) return;
  await noteState(tx, { instanceId, providerId, ref }, { state: seen, message: '', at });
}
