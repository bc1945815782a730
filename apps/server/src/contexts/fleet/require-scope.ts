import { CodedError } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { compartmentExists, groupExists } from './sql/compartments.ts';
import type { Scope } from './sql/in-scope.ts';

/** @throws CodedError NOT_FOUND for a compartment or group that is not there: an empty answer would look like a clean one. */
export async function requireScope(db: Db, scope: Scope): Promise<void> {
  if (scope.compartmentId !== undefined && !(await compartmentExists(db, scope.compartmentId))) {
    throw new CodedError('NOT_FOUND', `There is no compartment ${scope.compartmentId}.`);
  }
  if (scope.groupId !== undefined && !(await groupExists(db, scope.groupId))) {
    throw new CodedError('NOT_FOUND', `There is no managed instance group ${scope.groupId}.`);
  }
}
