import type { QuorumSet } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import type { QuorumDeps } from './quorum-deps.ts';
import { RETRY_SECONDS } from './ask-lease.ts';
import { selectLeases } from './sql/leases.ts';
import { selectMembers } from './sql/members.ts';
import type { SetRow } from './sql/sets.ts';
import { selectWaits } from './sql/waits.ts';

/** An agent that has not asked for so long, in seconds, is gone or rebooted by somebody else. */
const SILENT_SECONDS = 12 * RETRY_SECONDS;

/** Sets as the API shows them, each with who may be down and who waits. */
export async function presentSets(
  { db, clock, needs }: Pick<QuorumDeps, 'clock' | 'needs'> & { readonly db: Db },
  sets: readonly SetRow[],
): Promise<QuorumSet[]> {
  const ids = sets.map(({ id }) => id);
  const askedSince = new Date(clock().getTime() - SILENT_SECONDS * 1000);
  const members = Map.groupBy(await selectMembers(db, ids), ({ setId }) => setId);
  const leases = Map.groupBy(await selectLeases(db, ids), ({ setId }) => setId);
  const waits = Map.groupBy(await selectWaits(db, ids, askedSince), ({ setId }) => setId);
  return sets.map(({ id, compartmentId, name, maxDown, createdAt }) => ({
    id,
    compartmentId,
    name,
    maxDown,
    members: (members.get(id) ?? []).map(({ instanceId, name: instanceName, lastCheckInAt, rebooting }) => ({
      instanceId,
      name: instanceName,
      status: needs.fleet.statusOf({ lastCheckInAt, rebooting }),
    })),
    leases: (leases.get(id) ?? []).map(({ setId: _setId, grantedAt, expectedBackBy, ...lease }) => ({
      ...lease,
      grantedAt: grantedAt.toISOString(),
      expectedBackBy: expectedBackBy.toISOString(),
    })),
    waiting: (waits.get(id) ?? []).map(({ instanceId, invocationId, since, reason }) => ({
      instanceId,
      invocationId,
      since: since.toISOString(),
      reason,
    })),
    createdAt: createdAt.toISOString(),
  }));
}
