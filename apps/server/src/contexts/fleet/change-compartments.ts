import {
  CodedError,
  ROOT_COMPARTMENT_ID,
  type CreateCompartmentRequest,
  type UpdateCompartmentRequest,
} from '@rustine/contract';
import { COMPARTMENT_DEPTH_MAX, judgeMove, type MoveFault } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import { insertCompartment, lockTree, updateCompartment, type TreeRow } from './sql/compartment-tree.ts';
import { deleteCompartment, lockContent, type CompartmentContent } from './sql/delete-compartment.ts';

/** Who asked, and in which request. */
export interface Asker {
  readonly actor: string;
  readonly requestId: string;
}

/** @throws CodedError NOT_FOUND for an unknown parent, CONFLICT when the name is taken there or it would lie too deep. */
export async function makeCompartment(db: Db, wanted: CreateCompartmentRequest, asker: Asker): Promise<string> {
  const row = { id: newId('compartment'), parentId: wanted.parentId ?? ROOT_COMPARTMENT_ID, name: wanted.name };
  return withTransaction(db, async (tx) => {
    const tree = await lockTree(tx);
    // Judged as the move of a compartment that has nothing below it.
    refuseMove(judgeMove([...tree, { ...row, parentId: ROOT_COMPARTMENT_ID }], row), row);
    refuseTwin(tree, row);
    await insertCompartment(tx, row);
    const details = { name: row.name, parentId: row.parentId };
    await recordAudit(tx, { ...asker, action: 'create compartment', target: row.id, details });
    return row.id;
  });
}

/** Renames a compartment, moves it with all that is in it, or both. @throws CodedError NOT_FOUND or CONFLICT. */
export async function changeCompartment(
  db: Db,
  { id, wanted }: { readonly id: string; readonly wanted: UpdateCompartmentRequest },
  asker: Asker,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const tree = await lockTree(tx);
    const before = requireNode(tree, id);
    const after = { id, parentId: wanted.parentId ?? before.parentId, name: wanted.name ?? before.name };
    if (after.name === before.name && after.parentId === before.parentId) return;
    if (before.parentId === null) throw new CodedError('CONFLICT', 'The root compartment stays as it is.');
    if (wanted.parentId !== undefined) refuseMove(judgeMove(tree, { id, parentId: wanted.parentId }), after);
    refuseTwin(tree, after);
    await updateCompartment(tx, after);
    await recordAudit(tx, { ...asker, action: 'change compartment', target: id, details: { before, after } });
  });
}

/** @throws CodedError NOT_FOUND, or CONFLICT saying what is still in it. */
export async function removeCompartment(db: Db, id: string, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    const { parentId, name } = requireNode(await lockTree(tx), id);
    if (parentId === null) throw new CodedError('CONFLICT', 'The root compartment cannot be deleted.');
    const left = describeContent(await lockContent(tx, id));
    if (left !== undefined) throw new CodedError('CONFLICT', `The compartment ${name} is not empty: ${left}.`);
    await deleteCompartment(tx, id);
    await recordAudit(tx, { ...asker, action: 'delete compartment', target: id, details: { name, parentId } });
  });
}

function requireNode(tree: readonly TreeRow[], id: string): TreeRow {
  const node = tree.find((candidate) => candidate.id === id);
  if (node === undefined) throw new CodedError('NOT_FOUND', `There is no compartment ${id}.`);
  return node;
}

function refuseTwin(tree: readonly TreeRow[], { id, parentId, name }: TreeRow): void {
  const twin = tree.find((other) => other.parentId === parentId && other.name === name && other.id !== id);
  if (twin === undefined) return;
  throw nameTaken(`There is a compartment of the name ${name} in the same place already: ${twin.id}.`);
}

function refuseMove(fault: MoveFault | undefined, { name, parentId }: TreeRow): void {
  switch (fault) {
    case undefined:
      return;
    case 'UNKNOWN': {
      const message = `There is no compartment ${parentId}.`;
      throw new CodedError('NOT_FOUND', message, { details: [{ place: 'body.parentId', message }] });
    }
    case 'CYCLE':
      throw new CodedError('CONFLICT', `${name} cannot go below itself or below a compartment that lies in it.`);
    case 'TOO_DEEP':
      throw new CodedError('CONFLICT', `Compartments lie at most ${COMPARTMENT_DEPTH_MAX} deep.`);
    case 'ROOT':
      throw new CodedError('CONFLICT', 'The root compartment stays as it is.');
    default:
      fault satisfies never;
  }
}

function describeContent(content: CompartmentContent): string | undefined {
  const { compartments, instances, groups, rules, windows, freezes, jobs, quorumSets, coveredBy, targetedBy } = content;
  const count = (many: number, one: string) => (many === 0 ? [] : [`${many} ${one}${many === 1 ? '' : 's'}`]);
  const parts = [
    ...count(compartments, 'compartment'),
    ...count(instances, 'instance'),
    ...count(groups, 'group'),
    ...count(windows, 'maintenance window'),
    ...count(freezes, 'freeze'),
    ...count(jobs, 'job'),
    ...count(quorumSets, 'quorum set'),
    ...(rules.length === 0 ? [] : [`the rule of ${rules.join(', ')} looks at it`]),
    ...(coveredBy.length === 0 ? [] : [`the maintenance window ${coveredBy.join(', ')} covers it`]),
    ...(targetedBy.length === 0 ? [] : [`the job ${targetedBy.join(', ')} runs on it`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}
