import {
  CodedError,
  ROOT_COMPARTMENT_ID,
  type CreateEnrollmentTokenRequest,
  type CreateEnrollmentTokenResponse,
} from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { newSecret, sha256Of } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import type { Asker } from './change-compartments.ts';
import { addEnrollmentToken } from './sql/add-enrollment-token.ts';
import { holdCompartment } from './sql/compartments.ts';
import { lockGroup } from './sql/groups.ts';

/** @throws CodedError NOT_FOUND for an unknown compartment or group, CONFLICT for a group that has no list. */
export async function createEnrollmentToken(
  db: Db,
  { compartmentId = ROOT_COMPARTMENT_ID, labels = {}, groupId, validSeconds }: CreateEnrollmentTokenRequest,
  asker: Asker,
): Promise<CreateEnrollmentTokenResponse> {
  const id = newId('enrollmentToken');
  const token = newSecret('rst_enroll');
  const expiresAt = await withTransaction(db, async (tx) => {
    if (!(await holdCompartment(tx, compartmentId)))
      throw new CodedError('NOT_FOUND', `There is no compartment ${compartmentId}.`);
    if (groupId !== undefined) await requireListedGroup(tx, groupId);
    await recordAudit(tx, {
      ...asker,
      action: 'create enrollment token',
      target: id,
      details: { compartmentId, labels, groupId: groupId ?? null },
    });
    const secretSha256 = sha256Of(token);
    const createdBy = asker.actor;
    return addEnrollmentToken(tx, {
      id,
      compartmentId,
      labels,
      groupId: groupId ?? null,
      secretSha256,
      createdBy,
      validSeconds,
    });
  });
  return { id, token, expiresAt: expiresAt.toISOString() };
}

async function requireListedGroup(tx: Transaction, groupId: string): Promise<void> {
  const group = await lockGroup(tx, groupId);
  if (group === undefined) throw new CodedError('NOT_FOUND', `There is no managed instance group ${groupId}.`);
  if (group.rule === null) return;
  const remedy = 'Give the token the labels that its rule asks for.';
  throw new CodedError('CONFLICT', `${group.name} is a dynamic group: its rule says who is in it. ${remedy}`);
}
