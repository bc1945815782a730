import { CodedError } from '@rustine/contract';
import type { Db, Transaction } from '../../db/connect.ts';
import { compartmentExists, holdCompartment } from './sql/hold-compartment.ts';

/** @throws CodedError NOT_FOUND: an empty list would look like one without windows. */
export async function requireCompartment(db: Db, id: string): Promise<void> {
  if (!(await compartmentExists(db, id))) throw new CodedError('NOT_FOUND', `There is no compartment ${id}.`);
}

/** It stays there until the transaction ends. @throws CodedError NOT_FOUND with its place in the request */
export async function requireHeldCompartment(tx: Transaction, id: string): Promise<void> {
  if (await holdCompartment(tx, id)) return;
  const message = `There is no compartment ${id}.`;
  throw new CodedError('NOT_FOUND', message, { details: [{ place: 'body.compartmentId', message }] });
}
