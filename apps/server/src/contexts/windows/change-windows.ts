import {
  CodedError,
  ROOT_COMPARTMENT_ID,
  type CreateWindowRequest,
  type Schedule,
  type UpdateWindowRequest,
} from '@rustine/contract';
import { checkSchedule } from '@rustine/domain';
import type { Db } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import { nameTaken } from '../../http/name-taken.ts';
import { recordAudit } from '../audit/index.ts';
import type { WindowsNeeds } from './needs.ts';
import { requireHeldCompartment } from './require-compartment.ts';
import { lockWindow } from './sql/windows.ts';
import { deleteWindow, insertWindow, updateWindow } from './sql/write-windows.ts';

export interface ChangeDeps {
  readonly db: Db;
  readonly clock: () => Date;
  readonly needs: WindowsNeeds;
  /** Called when a window was changed, and the change stands. */
  readonly changed: () => void;
}

/** Who asked, and in which request. */
export interface Asker {
  readonly actor: string;
  readonly requestId: string;
}

/**
 * @throws CodedError VALIDATION_FAILED for a schedule that cannot run, NOT_FOUND for a compartment or targets that are
 * not there, CONFLICT when its compartment has a window of that name.
 */
export async function makeWindow(deps: ChangeDeps, wanted: CreateWindowRequest, asker: Asker): Promise<string> {
  const { db, clock, needs, changed } = deps;
  const { compartmentId = ROOT_COMPARTMENT_ID, description = '', ...rest } = wanted;
  const window = { id: newId('window'), compartmentId, description, ...rest };
  refuseFaults(window.schedule);
  await needs.fleet.instancesForTargets(window.targets);
  await withTransaction(db, async (tx) => {
    await requireHeldCompartment(tx, compartmentId);
    if (!(await insertWindow(tx, { ...window, createdBy: asker.actor, at: clock() }))) throw twin(window.name);
    await recordAudit(tx, {
      ...asker,
      action: 'create maintenance window',
      target: window.id,
      details: auditable(window),
    });
  });
  changed();
  return window.id;
}

/** @throws CodedError as above, and NOT_FOUND for a window that is not there */
export async function changeWindow(
  { db, clock, needs, changed }: ChangeDeps,
  { id, wanted }: { readonly id: string; readonly wanted: UpdateWindowRequest },
  asker: Asker,
): Promise<void> {
  const asked = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  if (wanted.schedule !== undefined) refuseFaults(wanted.schedule);
  if (wanted.targets !== undefined) await needs.fleet.instancesForTargets(wanted.targets);
  await withTransaction(db, async (tx) => {
    if (wanted.compartmentId !== undefined) await requireHeldCompartment(tx, wanted.compartmentId);
    const before = await lockWindow(tx, id);
    if (before === undefined) throw new CodedError('NOT_FOUND', `There is no maintenance window ${id}.`);
    const after = { ...before, ...asked };
    refuseCutoff(after);
    if (!(await updateWindow(tx, { ...after, at: clock() }))) throw twin(after.name);
    await recordAudit(tx, { ...asker, action: 'change maintenance window', target: id, details: auditable(asked) });
  });
  changed();
}

/** @throws CodedError NOT_FOUND, or CONFLICT that names the jobs that require the window */
export async function removeWindow({ db, needs, changed }: ChangeDeps, id: string, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    const window = await lockWindow(tx, id);
    if (window === undefined) throw new CodedError('NOT_FOUND', `There is no maintenance window ${id}.`);
    const jobs = await needs.jobs.jobsThatRequire(tx, id);
    if (jobs.length > 0) throw new CodedError('CONFLICT', `${window.name} is required by ${nameSome(jobs)}.`);
    await deleteWindow(tx, id);
    const { name, compartmentId } = window;
    await recordAudit(tx, {
      ...asker,
      action: 'delete maintenance window',
      target: id,
      details: { name, compartmentId },
    });
  });
  changed();
}

/** Targets may name 50,000 instances: the audit says how many. */
function auditable({ targets, ...spec }: Partial<CreateWindowRequest>): Record<string, unknown> {
  if (targets === undefined) return spec;
  const { instanceIds, ...rest } = targets;
  return { ...spec, targets: { ...rest, ...(instanceIds !== undefined && { instances: instanceIds.length }) } };
}

const NAMED_MAX = 5;

function nameSome(jobs: readonly string[]): string {
  const more = jobs.length > NAMED_MAX ? ` and ${jobs.length - NAMED_MAX} more` : '';
  return `the ${jobs.length === 1 ? 'job' : 'jobs'} ${jobs.slice(0, NAMED_MAX).join(', ')}${more}`;
}

function refuseFaults(schedule: Schedule): void {
  const faults = checkSchedule(schedule);
  if (faults.length === 0) return;
  throw new CodedError('VALIDATION_FAILED', 'The schedule cannot run as it is written.', {
    details: faults.map(({ place, message }) => ({ place: `body.schedule.${place}`, message })),
  });
}

/** A request may name one of the two alone. */
function refuseCutoff({ cutoffMinutes, durationMinutes }: { cutoffMinutes: number; durationMinutes: number }): void {
  if (cutoffMinutes < durationMinutes) return;
  const message = `a cut-off of ${cutoffMinutes} minutes leaves no time in a window of ${durationMinutes}`;
  throw new CodedError('VALIDATION_FAILED', `The window could never be used: ${message}.`, {
    details: [{ place: 'body.cutoffMinutes', message }],
  });
}

function twin(name: string): CodedError {
  return nameTaken(`The compartment has a maintenance window of the name ${name} already.`);
}
