import { CodedError, type CreatePowerProviderRequest, type UpdatePowerProviderRequest } from '@rustine/contract';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import { leadsElsewhere } from './providers/leads-elsewhere.ts';
import { forgetStates } from './sql/bindings.ts';
import {
  countOpenSessions,
  deleteProvider,
  getProvider,
  insertProvider,
  isNameTaken,
  lockProvider,
  saveProvider,
} from './sql/providers.ts';

export interface Asker {
  readonly actor: string;
  readonly requestId: string;
}

interface ChangeDeps {
  readonly db: Db;
  readonly clock: () => Date;
}

/** Gives the new provider's id. @throws CodedError CONFLICT when another one has the name. */
export async function makeProviderRow(
  { db, clock }: ChangeDeps,
  { name, settings }: CreatePowerProviderRequest,
  asker: Asker,
): Promise<string> {
  const id = newId('powerProvider');
  await withTransaction(db, async (tx) => {
    if (!(await insertProvider(tx, { id, name, settings, at: clock() }))) throw twin(name);
    await recordAudit(tx, { ...asker, action: 'create power provider', target: id, details: { name, settings } });
  });
  return id;
}

/**
 * @throws CodedError NOT_FOUND, or CONFLICT for a taken name, another kind, or settings that lead elsewhere while a
 * machine is to be put back: another one would be switched off. Then nothing changed.
 */
export async function changeProvider(
  { db }: ChangeDeps,
  { id, change }: { readonly id: string; readonly change: UpdatePowerProviderRequest },
  asker: Asker,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const row = await lockProvider(tx, id);
    if (row === null) throw absent(id);
    const { name = row.name, settings = row.settings } = change;
    if (settings.kind !== row.settings.kind) {
      const message = `${row.name} is of the kind ${row.settings.kind} and stays so: make another provider, and bind the instances to it.`;
      throw new CodedError('CONFLICT', message, { details: [{ place: 'body.settings.kind', message }] });
    }
    if (await isNameTaken(tx, name, id)) throw twin(name);
    if (leadsElsewhere(row.settings, settings)) {
      if ((await countOpenSessions(tx, id)) > 0) throw stillOwes(row.name);
      await forgetStates(tx, id);
    }
    await saveProvider(tx, { id, name, settings });
    await recordAudit(tx, { ...asker, action: 'change power provider', target: id, details: { ...change } });
  });
}

/** @throws CodedError NOT_FOUND, or CONFLICT while instances are bound to it or a machine is to be put back by it. */
export async function removeProvider({ db }: ChangeDeps, id: string, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    const row = await lockProvider(tx, id);
    if (row === null) throw absent(id);
    const { instances = 0 } = (await getProvider(tx, id)) ?? {};
    if (instances > 0) {
      const message = `${row.name} switches ${instances} instances: unbind them, or bind them to another provider first.`;
      throw new CodedError('CONFLICT', message);
    }
    if ((await countOpenSessions(tx, id)) > 0) throw stillOwes(row.name);
    await deleteProvider(tx, id);
    await recordAudit(tx, { ...asker, action: 'delete power provider', target: id, details: { name: row.name } });
  });
}

function absent(id: string): CodedError {
  return new CodedError('NOT_FOUND', `There is no power provider ${id}.`);
}

function stillOwes(name: string): CodedError {
  return new CodedError('CONFLICT', `${name} has machines to put back still: try again when those runs are over.`);
}

function twin(name: string): CodedError {
  return nameTaken(`There is a power provider named ${name} already: take another name.`);
}
