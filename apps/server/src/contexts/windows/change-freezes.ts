import {
  CodedError,
  ROOT_COMPARTMENT_ID,
  type CreateFreezeRequest,
  type FreezeSource,
  type UpdateFreezeRequest,
} from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import type { Asker } from './change-windows.ts';
import { readSource } from './read-source.ts';
import { requireHeldCompartment } from './require-compartment.ts';
import { replacePeriods } from './sql/freeze-periods.ts';
import { lockFreeze } from './sql/freezes.ts';
import { deleteFreeze, insertFreeze, updateFreeze, updateSource } from './sql/write-freezes.ts';

export interface FreezeDeps {
  readonly db: Db;
  readonly clock: () => Date;
}

/**
 * @throws CodedError VALIDATION_FAILED for a source that cannot be read, NOT_FOUND for an unknown compartment, CONFLICT
 * when it has a freeze of that name.
 */
export async function makeFreeze(
  { db, clock }: FreezeDeps,
  wanted: CreateFreezeRequest,
  asker: Asker,
): Promise<string> {
  const { name, reason = '', enabled, compartmentId = ROOT_COMPARTMENT_ID } = wanted;
  const { periods, ...source } = await readSource(wanted.source, clock());
  const freeze = { id: newId('freeze'), compartmentId, name, reason, enabled };
  await withTransaction(db, async (tx) => {
    await requireHeldCompartment(tx, compartmentId);
    if (!(await insertFreeze(tx, { ...freeze, ...source, createdBy: asker.actor }))) throw twin(name);
    await replacePeriods(tx, freeze.id, periods);
    const details = { ...freeze, source: withoutSecrets(wanted.source) };
    await recordAudit(tx, { ...asker, action: 'create freeze', target: freeze.id, details });
  });
  return freeze.id;
}

/** @throws CodedError as above, and NOT_FOUND for a freeze that is not there */
export async function changeFreeze(
  { db, clock }: FreezeDeps,
  { id, wanted }: { readonly id: string; readonly wanted: UpdateFreezeRequest },
  asker: Asker,
): Promise<void> {
  const { source: asked, ...rest } = Object.fromEntries(
    Object.entries(wanted).filter(([, value]) => value !== undefined),
  ) as UpdateFreezeRequest;
  const source = asked === undefined ? undefined : await readSource(asked, clock());
  await withTransaction(db, async (tx) => {
    if (rest.compartmentId !== undefined) await requireHeldCompartment(tx, rest.compartmentId);
    const before = await lockFreeze(tx, id);
    if (before === undefined) throw missing(id);
    const after = { ...before, ...(rest as Partial<typeof before>) };
    if (!(await updateFreeze(tx, after))) throw twin(after.name);
    if (source !== undefined) {
      await updateSource(tx, { id, ...source });
      await replacePeriods(tx, id, source.periods);
    }
    const details = { ...rest, ...(asked !== undefined && { source: withoutSecrets(asked) }) };
    await recordAudit(tx, { ...asker, action: 'change freeze', target: id, details });
  });
}

/** @throws CodedError NOT_FOUND */
export async function removeFreeze(db: Db, id: string, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    const freeze = await lockFreeze(tx, id);
    if (freeze === undefined) throw missing(id);
    await deleteFreeze(tx, id);
    const { name, compartmentId } = freeze;
    await recordAudit(tx, { ...asker, action: 'delete freeze', target: id, details: { name, compartmentId } });
  });
}

export function missing(id: string): CodedError {
  return new CodedError('NOT_FOUND', `There is no freeze ${id}.`);
}

/** A calendar's URL often is its password, and its text is long. */
function withoutSecrets(source: FreezeSource): Record<string, unknown> {
  switch (source.kind) {
    case 'dates':
      return source;
    case 'ical-url':
      return { kind: source.kind, host: new URL(source.url).host };
    case 'ical':
      return { kind: source.kind, length: source.text.length };
    default:
      return source satisfies never;
  }
}

function twin(name: string): CodedError {
  return nameTaken(`The compartment has a freeze of the name ${name} already.`);
}
