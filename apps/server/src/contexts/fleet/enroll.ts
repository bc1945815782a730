import { CodedError, type EnrollRequest } from '@rustine/contract';
import { calculateJwkThumbprint } from 'jose';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { sha256Of } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import { addInstance } from './sql/add-instance.ts';
import { findInstanceByThumbprint } from './sql/find-instance-by-key.ts';
import { addMembers } from './sql/group-members.ts';
import { lockEnrollmentToken, type EnrollmentTokenRow } from './sql/lock-enrollment-token.ts';
import { useEnrollmentToken } from './sql/use-enrollment-token.ts';

/** The same words whatever is wrong with it: a guesser learns nothing. */
const refusal =
  'The enrolment token is unknown, was used by another agent, or has expired. Make a new one and try again.';

type Verdict = { readonly enrolled: string } | 'enroll' | 'refuse';

/** A token opens once: for the first key that brings it, and again for that key only, whose first answer may be lost. */
export function judgeToken(token: EnrollmentTokenRow | undefined, thumbprint: string): Verdict {
  if (token === undefined) return 'refuse';
  if (token.used_by_thumbprint === thumbprint && token.instance_id !== null) return { enrolled: token.instance_id };
  return token.used_by_thumbprint === null && !token.expired ? 'enroll' : 'refuse';
}

/**
 * Makes an instance of an agent's public key, or finds the one that this key made before.
 * @throws CodedError ENROLLMENT_TOKEN_INVALID
 */
export async function enroll(db: Db, request: EnrollRequest, requestId: string): Promise<string> {
  const { kty, crv, x } = request.publicKey;
  const publicKey = { kty, crv, x };
  const thumbprint = await calculateJwkThumbprint(publicKey);
  return withTransaction(db, async (tx) => {
    const token = await lockEnrollmentToken(tx, sha256Of(request.token));
    const verdict = judgeToken(token, thumbprint);
    if (verdict === 'refuse' || token === undefined) throw new CodedError('ENROLLMENT_TOKEN_INVALID', refusal);
    const known = await findInstanceByThumbprint(tx, thumbprint);
    if (verdict !== 'enroll') {
      // The instance that this token made may have been removed since: then its key opens nothing.
      if (known?.id !== verdict.enrolled) throw new CodedError('ENROLLMENT_TOKEN_INVALID', refusal);
      return known.id;
    }
    const instanceId = known?.id ?? newId('instance');
    if (known === undefined) {
      await addInstance(tx, {
        id: instanceId,
        compartmentId: token.compartment_id,
        labels: token.labels,
        publicKey,
        thumbprint,
        facts: request.facts,
      });
      if (token.group_id !== null) await addMembers(tx, token.group_id, [instanceId]);
    }
    await useEnrollmentToken(tx, { tokenId: token.id, thumbprint, instanceId });
    await recordAudit(tx, {
      actor: token.id,
      action: 'enroll instance',
      target: instanceId,
      requestId,
      details: { hostname: request.facts.hostname, thumbprint },
    });
    return instanceId;
  });
}
