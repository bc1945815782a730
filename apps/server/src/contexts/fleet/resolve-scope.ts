import { CodedError } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { compartmentExists, holdCompartment } from './sql/compartments.ts';
import { getGroups, type GroupRow } from './sql/groups.ts';
import type { Scope } from './sql/in-scope.ts';

export interface AskedScope {
  readonly compartmentId?: string | undefined;
  readonly recursive?: boolean | undefined;
  readonly groupId?: string | undefined;
}

/** @throws CodedError NOT_FOUND for a compartment or group that is not there: an empty answer would look like a clean one. */
export async function resolveScope(db: Db, { compartmentId, recursive, groupId }: AskedScope): Promise<Scope> {
  if (compartmentId !== undefined) await requireCompartment(db, compartmentId);
  const group = groupId === undefined ? undefined : await requireGroup(db, groupId);
  return { compartmentId, recursive, group };
}

/** @throws CodedError NOT_FOUND, with the place in the request when it is given. */
export async function requireCompartment(db: Db, id: string, place?: string): Promise<void> {
  if (await compartmentExists(db, id)) return;
  const message = `There is no compartment ${id}.`;
  throw new CodedError('NOT_FOUND', message, place === undefined ? {} : { details: [{ place, message }] });
}

/** It stays there until the transaction ends. @throws CodedError NOT_FOUND, with its place in the request. */
export async function requireHeldCompartment(tx: Transaction, id: string, place: string): Promise<void> {
  if (await holdCompartment(tx, id)) return;
  const message = `There is no compartment ${id}.`;
  throw new CodedError('NOT_FOUND', message, { details: [{ place, message }] });
}

/** @throws CodedError NOT_FOUND */
export async function requireGroup(db: Db, id: string): Promise<GroupRow> {
  const [group] = await getGroups(db, [id]);
  if (group === undefined) throw new CodedError('NOT_FOUND', `There is no managed instance group ${id}.`);
  return group;
}
