import { CodedError, ROOT_COMPARTMENT_ID, type CreateEnrollmentTokenResponse } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { newSecret, sha256Of } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import { addEnrollmentToken } from './sql/add-enrollment-token.ts';
import { compartmentExists } from './sql/compartments.ts';

export interface NewEnrollmentToken {
  readonly compartmentId: string | undefined;
  readonly validSeconds: number;
  readonly createdBy: string;
  readonly requestId: string;
}

/** @throws CodedError NOT_FOUND for an unknown compartment. */
export async function createEnrollmentToken(
  db: Db,
  wanted: NewEnrollmentToken,
): Promise<CreateEnrollmentTokenResponse> {
  const { createdBy, requestId, validSeconds } = wanted;
  const compartmentId = wanted.compartmentId ?? ROOT_COMPARTMENT_ID;
  if (!(await compartmentExists(db, compartmentId)))
    throw new CodedError('NOT_FOUND', `There is no compartment ${compartmentId}.`);
  const id = newId('enrollmentToken');
  const token = newSecret('rst_enroll');
  const expiresAt = await withTransaction(db, async (tx) => {
    await recordAudit(tx, {
      actor: createdBy,
      action: 'create enrollment token',
      target: id,
      requestId,
      details: { compartmentId },
    });
    return addEnrollmentToken(tx, { id, compartmentId, secretSha256: sha256Of(token), createdBy, validSeconds });
  });
  return { id, token, expiresAt: expiresAt.toISOString() };
}
