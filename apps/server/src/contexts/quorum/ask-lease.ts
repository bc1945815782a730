import { CodedError, type RebootLeaseRequest, type RebootLeaseResponse } from '@rustine/contract';
import { decideLease, ONLINE_SECONDS_MAX, type QuorumView } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import type { QuorumDeps } from './quorum-deps.ts';
import { grantLeases, releaseProven } from './sql/leases.ts';
import { selectMembers, type MemberRow } from './sql/members.ts';
import { lockSetsOf, type SetRow } from './sql/sets.ts';
import { endWait, noteAsk, noteWaitReason } from './sql/waits.ts';

/** How soon an agent asks again. */
export const RETRY_SECONDS = 10;

/**
 * Decides whether the machine of an instance may reboot now, for invocations that have told of it. The sets are locked,
 * so of two members that ask at once the second sees the lease of the first; the leases are in the database, so a server
 * that dies forgets none.
 * @throws CodedError NOT_FOUND when no invocation of this instance is to be rebooted for.
 */
export async function askLease(
  deps: QuorumDeps,
  instanceId: string,
  { invocationIds }: RebootLeaseRequest,
): Promise<RebootLeaseResponse> {
  return withTransaction(deps.db, async (tx) => {
    const at = deps.clock();
    const { owed, canceling } = await stillOwed(tx, { deps, instanceId, invocationIds, at });
    const [first] = owed;
    if (first === undefined && canceling)
      return { decision: 'WAIT', reason: 'It is being canceled.', retrySeconds: RETRY_SECONDS };
    if (first === undefined) throw new CodedError('NOT_FOUND', 'No reboot is owed for these invocations.');
    const since = await noteAsk(tx, { invocationId: first.invocationId, instanceId, at });
    const sets = await lockSetsOf(tx, instanceId);
    await releaseProven(tx, { onlineSince: new Date(at.getTime() - ONLINE_SECONDS_MAX * 1000) });
    const waited = (at.getTime() - since.getTime()) / 1000;
    const decided = decideLease(await viewOf(tx, { deps, sets, instanceId }), waited);
    if (decided.decision === 'GRANTED') {
      const expectedBackBy = new Date(at.getTime() + first.rebootSeconds * 1000);
      const lease = { instanceId, invocationId: first.invocationId, at, expectedBackBy };
      await grantLeases(
        tx,
        sets.map(({ id }) => id),
        lease,
      );
      await endWait(tx, invocationIds);
      return { decision: 'GRANTED', reason: '', retrySeconds: RETRY_SECONDS };
    }
    await noteWaitReason(tx, first.invocationId, decided.reason);
    if (decided.decision === 'DENIED') await endWait(tx, invocationIds);
    for (const { invocationId } of owed)
      await deps.needs.work.noteRebootWait(tx, { invocationId, instanceId, reason: decided.reason, at });
    return { ...decided, retrySeconds: RETRY_SECONDS };
  });
}

interface Ask {
  readonly deps: QuorumDeps;
  readonly instanceId: string;
}

/** Of the invocations, in an order of locks that cannot meet another's, those whose reboot has not happened yet. */
async function stillOwed(
  tx: Transaction,
  { deps, instanceId, invocationIds, at }: Ask & { readonly invocationIds: readonly string[]; readonly at: Date },
): Promise<{
  readonly owed: readonly { readonly invocationId: string; readonly rebootSeconds: number }[];
  readonly canceling: boolean;
}> {
  const owed = [];
  let canceling = false;
  for (const invocationId of invocationIds.toSorted()) {
    const noted = await deps.needs.work.noteRebootWait(tx, { invocationId, instanceId, reason: '', at });
    if (noted.owed) owed.push({ invocationId, rebootSeconds: noted.rebootSeconds });
    canceling ||= noted.canceling;
  }
  return { owed, canceling };
}

async function viewOf(
  tx: Transaction,
  { deps, sets, instanceId }: Ask & { readonly sets: readonly SetRow[] },
): Promise<QuorumView[]> {
  const members = Map.groupBy(
    await selectMembers(
      tx,
      sets.map(({ id }) => id),
    ),
    ({ setId }) => setId,
  );
  return sets.map(({ id, name, maxDown }) => ({
    setName: name,
    maxDown,
    others: (members.get(id) ?? [])
      .filter((member) => member.instanceId !== instanceId)
      .map((member) => viewed(deps, member)),
  }));
}

function viewed({ needs }: QuorumDeps, { name, leased, lastCheckInAt, rebooting }: MemberRow) {
  return { name, leased, up: needs.fleet.statusOf({ lastCheckInAt, rebooting }) === 'ONLINE' };
}
