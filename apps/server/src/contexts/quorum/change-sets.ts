import {
  CodedError,
  ROOT_COMPARTMENT_ID,
  type CreateQuorumSetRequest,
  type UpdateQuorumSetRequest,
} from '@rustine/contract';
import type { Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import type { Asker, QuorumDeps } from './quorum-deps.ts';
import { deleteLease } from './sql/leases.ts';
import { selectMembers } from './sql/members.ts';
import { lockSet, type SetRow } from './sql/sets.ts';
import { deleteSet, insertSet, replaceMembers, updateSet } from './sql/write-sets.ts';

/** @throws CodedError NOT_FOUND for an instance or compartment, VALIDATION_FAILED, CONFLICT when the name is taken. */
export async function makeSet(deps: QuorumDeps, wanted: CreateQuorumSetRequest, asker: Asker): Promise<string> {
  const { name, maxDown, compartmentId = ROOT_COMPARTMENT_ID } = wanted;
  const instanceIds = await requireMembers(deps, wanted.instanceIds);
  refuseIdle({ maxDown, members: instanceIds.length });
  const id = newId('quorumSet');
  await withTransaction(deps.db, async (tx) => {
    await deps.needs.fleet.requireHeldCompartment(tx, compartmentId, 'body.compartmentId');
    if (!(await insertSet(tx, { id, compartmentId, name, maxDown }, asker.actor))) throw twin(name);
    await replaceMembers(tx, id, instanceIds);
    await recordAudit(tx, { ...asker, action: 'create quorum set', target: id, details: { ...wanted } });
  });
  return id;
}

/** @throws CodedError as `makeSet` does, NOT_FOUND for the set. */
export async function changeSet(
  deps: QuorumDeps,
  { id, asker }: { readonly id: string; readonly asker: Asker },
  wanted: UpdateQuorumSetRequest,
): Promise<void> {
  const { compartmentId, instanceIds } = wanted;
  const members = instanceIds === undefined ? undefined : await requireMembers(deps, instanceIds);
  await withTransaction(deps.db, async (tx) => {
    if (compartmentId !== undefined)
      await deps.needs.fleet.requireHeldCompartment(tx, compartmentId, 'body.compartmentId');
    const before = await requireLockedSet(tx, id);
    const after = {
      id,
      name: wanted.name ?? before.name,
      maxDown: wanted.maxDown ?? before.maxDown,
      compartmentId: compartmentId ?? before.compartmentId,
    };
    refuseIdle({ maxDown: after.maxDown, members: members?.length ?? (await selectMembers(tx, [id])).length });
    if (!(await updateSet(tx, after))) throw twin(after.name);
    if (members !== undefined) await replaceMembers(tx, id, members);
    await recordAudit(tx, { ...asker, action: 'change quorum set', target: id, details: { ...wanted } });
  });
}

/** @throws CodedError NOT_FOUND */
export async function removeSet({ db }: QuorumDeps, id: string, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    const { name } = await requireLockedSet(tx, id);
    await deleteSet(tx, id);
    await recordAudit(tx, { ...asker, action: 'delete quorum set', target: id, details: { name } });
  });
}

/** A person answers for a machine that does not come back. @throws CodedError NOT_FOUND when it has no lease. */
export async function releaseLease(
  { db }: QuorumDeps,
  { id, instanceId, asker }: { readonly id: string; readonly instanceId: string; readonly asker: Asker },
  { reason }: { readonly reason: string },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    await requireLockedSet(tx, id);
    if (!(await deleteLease(tx, id, instanceId)))
      throw new CodedError('NOT_FOUND', `The instance ${instanceId} has no lease of this quorum set.`);
    await recordAudit(tx, {
      ...asker,
      action: 'release reboot lease',
      target: instanceId,
      details: { set: id, reason },
    });
  });
}

async function requireLockedSet(tx: Transaction, id: string): Promise<SetRow> {
  const set = await lockSet(tx, id);
  if (set === undefined) throw new CodedError('NOT_FOUND', `There is no quorum set ${id}.`);
  return set;
}

async function requireMembers({ needs }: QuorumDeps, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)];
  const found = new Set((await needs.fleet.findInstances(wanted)).map(({ id }) => id));
  const details = ids.flatMap((id, index) =>
    found.has(id) ? [] : [{ place: `body.instanceIds[${index}]`, message: `There is no managed instance ${id}.` }],
  );
  if (details[0] !== undefined)
    throw new CodedError('NOT_FOUND', details[0].message, { details: details.slice(0, 100) });
  return wanted;
}

/** Of two instances two may be down: that holds nobody up, and is surely not what was meant. */
function refuseIdle({ maxDown, members }: { readonly maxDown: number; readonly members: number }): void {
  if (maxDown < members) return;
  const message = `of ${members} instances fewer than ${members} must be down at a time`;
  throw new CodedError('VALIDATION_FAILED', `body.maxDown: ${message}`, {
    details: [{ place: 'body.maxDown', message }],
  });
}

function twin(name: string): CodedError {
  return nameTaken(`The compartment has a quorum set of the name ${name} already.`);
}
