import { CodedError, LABELS_MAX, type Targets, type UpdatedInstances } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit, recordAuditOfEach } from '../audit/index.ts';
import type { Asker } from './change-compartments.ts';
import { instancesForTargets, resolveTargets } from './find-targets.ts';
import type { FleetNeeds } from './needs.ts';
import { holdCompartment } from './sql/compartments.ts';
import { leaveGroups } from './sql/group-members.ts';
import { retireInstance } from './sql/retire-instance.ts';
import { updateInstances, type InstanceChange, type UpdateOutcome } from './sql/update-instances.ts';

/** Renames, labels or moves one instance. @throws CodedError NOT_FOUND or CONFLICT; then nothing changed. */
export async function changeInstance(
  db: Db,
  { id, change }: { readonly id: string; readonly change: InstanceChange },
  asker: Asker,
): Promise<void> {
  const { targeted } = await apply(db, { targets: { instanceIds: [id] }, change }, asker);
  if (targeted === 0) throw new CodedError('NOT_FOUND', `There is no managed instance ${id}.`);
}

/** Labels or moves all targets, or none. @throws CodedError NOT_FOUND or CONFLICT; then nothing changed. */
export async function changeInstances(
  db: Db,
  { targets, change }: { readonly targets: Targets; readonly change: InstanceChange },
  asker: Asker,
): Promise<UpdatedInstances> {
  // Says which of the ids are not there; those that go between this and the change are simply not changed.
  if (targets.instanceIds !== undefined) await instancesForTargets(db, { instanceIds: targets.instanceIds });
  const { targeted, changed } = await apply(db, { targets, change }, asker);
  return { targeted, changed: changed.length };
}

async function apply(
  db: Db,
  { targets, change }: { readonly targets: Targets; readonly change: InstanceChange },
  asker: Asker,
): Promise<UpdateOutcome> {
  return withTransaction(db, async (tx) => {
    await holdTarget(tx, change.compartmentId);
    const outcome = await updateInstances(tx, await resolveTargets(tx, targets, 'body.targets'), change);
    if (outcome.labelsMax > LABELS_MAX)
      throw new CodedError(
        'CONFLICT',
        `An instance would have ${outcome.labelsMax} labels; at most ${LABELS_MAX} fit.`,
      );
    await recordAuditOfEach(tx, { ...asker, action: 'change instance', details: { ...change } }, outcome.changed);
    return outcome;
  });
}

async function holdTarget(tx: Transaction, compartmentId: string | undefined): Promise<void> {
  if (compartmentId === undefined || (await holdCompartment(tx, compartmentId))) return;
  const message = `There is no compartment ${compartmentId}.`;
  throw new CodedError('NOT_FOUND', message, { details: [{ place: 'body.compartmentId', message }] });
}

/**
 * Removes an instance that is gone. What it had still to do ends, its current state and group memberships go, its agent
 * is refused; work requests, logs and the lake keep what it did. @throws CodedError NOT_FOUND
 */
export async function removeInstance(
  { db, needs }: { readonly db: Db; readonly needs: Pick<FleetNeeds, 'work' | 'compliance'> },
  id: string,
  asker: Asker,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    // First the invocations: that is the order in which everything else locks the two.
    await needs.work.abandonInstance(tx, { instanceId: id, by: asker.actor });
    const displayName = await retireInstance(tx, id);
    if (displayName === undefined) throw new CodedError('NOT_FOUND', `There is no managed instance ${id}.`);
    await leaveGroups(tx, id);
    await needs.compliance.forgetInstance(tx, id);
    await recordAudit(tx, { ...asker, action: 'remove instance', target: id, details: { displayName } });
  });
  needs.work.closeLink(id);
}
