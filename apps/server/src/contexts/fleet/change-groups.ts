import {
  CodedError,
  ROOT_COMPARTMENT_ID,
  type CreateGroupRequest,
  type GroupRule,
  type UpdateGroupRequest,
} from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import type { Asker } from './change-compartments.ts';
import { holdCompartment } from './sql/compartments.ts';
import { lockGroup, type GroupRow } from './sql/groups.ts';
import { deleteGroup, insertGroup, jobsOnGroup, updateGroup } from './sql/write-groups.ts';

/** @throws CodedError NOT_FOUND for an unknown compartment, CONFLICT when its compartment has a group of that name. */
export async function makeGroup(db: Db, wanted: CreateGroupRequest, asker: Asker): Promise<string> {
  const { name, compartmentId = ROOT_COMPARTMENT_ID, rule = null } = wanted;
  const group = { id: newId('group'), compartmentId, name, rule };
  return withTransaction(db, async (tx) => {
    await holdCompartments(tx, { compartmentId, rule });
    if (!(await insertGroup(tx, group))) throw twin(name);
    await recordAudit(tx, {
      ...asker,
      action: 'create group',
      target: group.id,
      details: { name, compartmentId, rule },
    });
    return group.id;
  });
}

/** @throws CodedError NOT_FOUND, or CONFLICT when the name is taken or a listed group is given a rule. */
export async function changeGroup(
  db: Db,
  { id, wanted }: { readonly id: string; readonly wanted: UpdateGroupRequest },
  asker: Asker,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    await holdCompartments(tx, wanted);
    const before = await requireLockedGroup(tx, id);
    if (wanted.rule !== undefined && before.rule === null)
      throw new CodedError('CONFLICT', `${before.name} is a listed group: it has members and no rule.`);
    const { name = before.name, compartmentId = before.compartment_id, rule = before.rule } = wanted;
    const isNew = await updateGroup(tx, { id, name, compartmentId, rule });
    if (!isNew) throw twin(name);
    await recordAudit(tx, { ...asker, action: 'change group', target: id, details: { ...wanted } });
  });
}

/** @throws CodedError NOT_FOUND, or CONFLICT that names the jobs that run on it */
export async function removeGroup(db: Db, id: string, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    const { name, rule } = await requireLockedGroup(tx, id);
    const jobs = await jobsOnGroup(tx, id);
    if (jobs.length > 0)
      throw new CodedError('CONFLICT', `The group ${name} is among the targets of the job ${jobs.join(', ')}.`);
    await deleteGroup(tx, id);
    await recordAudit(tx, { ...asker, action: 'delete group', target: id, details: { name, rule } });
  });
}

/** @throws CodedError NOT_FOUND */
export async function requireLockedGroup(tx: Transaction, id: string): Promise<GroupRow> {
  const group = await lockGroup(tx, id);
  if (group === undefined) throw new CodedError('NOT_FOUND', `There is no managed instance group ${id}.`);
  return group;
}

/** Both the compartment that a group is in and the one that its rule looks at stay there until the group is written. */
async function holdCompartments(
  tx: Transaction,
  {
    compartmentId,
    rule,
  }: { readonly compartmentId?: string | undefined; readonly rule?: GroupRule | null | undefined },
): Promise<void> {
  const places = [
    ['body.compartmentId', compartmentId],
    ['body.rule.compartmentId', rule?.compartmentId],
  ] as const;
  for (const [place, id] of places) {
    if (id === undefined || (await holdCompartment(tx, id))) continue;
    const message = `There is no compartment ${id}.`;
    throw new CodedError('NOT_FOUND', message, { details: [{ place, message }] });
  }
}

function twin(name: string): CodedError {
  return nameTaken(`The compartment has a group of the name ${name} already.`);
}
