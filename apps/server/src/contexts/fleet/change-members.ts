import { CodedError } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import type { Asker } from './change-compartments.ts';
import { requireLockedGroup } from './change-groups.ts';
import { instancesForTargets } from './find-targets.ts';
import { addMembers, removeMembers } from './sql/group-members.ts';

export interface MembersChange {
  readonly groupId: string;
  readonly instanceIds: readonly string[];
}

/** Adds instances to a listed group; those that are in it stay. @throws CodedError NOT_FOUND or CONFLICT; then none was added. */
export async function addGroupMembers(db: Db, change: MembersChange, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    await requireListed(tx, change.groupId);
    await instancesForTargets(tx, { instanceIds: [...change.instanceIds] }, 'body');
    const added = await addMembers(tx, change.groupId, change.instanceIds);
    if (added.length === 0) return;
    await recordAudit(tx, { ...asker, action: 'add group members', target: change.groupId, details: { added } });
  });
}

/** Takes instances out of a listed group; ids that are not in it change nothing. @throws CodedError NOT_FOUND or CONFLICT */
export async function removeGroupMembers(db: Db, change: MembersChange, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    await requireListed(tx, change.groupId);
    const removed = await removeMembers(tx, change.groupId, change.instanceIds);
    if (removed.length === 0) return;
    await recordAudit(tx, { ...asker, action: 'remove group members', target: change.groupId, details: { removed } });
  });
}

/** @throws CodedError NOT_FOUND, or CONFLICT for a dynamic group. */
async function requireListed(tx: Transaction, groupId: string): Promise<void> {
  const { name, rule } = await requireLockedGroup(tx, groupId);
  if (rule === null) return;
  throw new CodedError(
    'CONFLICT',
    `${name} is a dynamic group: its rule says who is in it. Change the rule, or the labels of the instances.`,
  );
}
