import type { Invocation, InvocationDetail, InvocationState, WorkLogEntry, WorkRequestDetail } from '@rustine/contract';
import { archivedInvocations, archivedLog, archivedSteps, archivedWorkRequests, type LakeReader } from '@rustine/lake';
import type { Db } from '../../../db/connect.ts';
import { findArchived, type Archived } from '../sql/archived-work-requests.ts';
import { daysOfId } from './days-of-id.ts';
import { readInvocation, readLogEntry, readStep, readWorkRequestDetail } from './shown.ts';

export interface ArchiveDeps {
  readonly db: Db;
  readonly reader: Pick<LakeReader, 'run'>;
}

/** As many as the detail of a work request shows while it is in PostgreSQL. */
const INVOCATIONS_SHOWN = 200;

/** Null for one that was not cleaned up, or never was. */
export async function readWorkRequest(deps: ArchiveDeps, workRequestId: string): Promise<WorkRequestDetail | null> {
  const found = await findArchived(deps.db, workRequestId);
  if (found === null) return null;
  const asked = { ids: [workRequestId], days: [found.day], search: null, instanceId: null, limit: 1 };
  const [record] = await deps.reader.run(archivedWorkRequests, asked);
  if (record === undefined) throw new Error(`the lake has no work request ${workRequestId}, which was moved there`);
  const invocations = await readInvocations(deps, found, { limit: INVOCATIONS_SHOWN });
  return { ...readWorkRequestDetail(record), invocations };
}

export interface InvocationsPage {
  readonly instanceId?: string | undefined;
  readonly state?: InvocationState | undefined;
  readonly before?: string | null;
  readonly limit: number;
}

/** Of a work request, newest first. */
export async function readInvocations(
  { reader }: ArchiveDeps,
  { id, day }: Archived,
  { instanceId, state, before, limit }: InvocationsPage,
): Promise<Invocation[]> {
  const records = await reader.run(archivedInvocations, {
    days: [day],
    id: null,
    workRequestId: id,
    instanceId: instanceId ?? null,
    state: state ?? null,
    before: before ?? null,
    limit,
  });
  return records.map(readInvocation);
}

/** Null for one that is not in the lake. */
export async function readInvocationDetail(
  { db, reader }: ArchiveDeps,
  invocationId: string,
): Promise<InvocationDetail | null> {
  const days = daysOfId(invocationId);
  const nothing = { workRequestId: null, instanceId: null, state: null, before: null };
  const [record] = await reader.run(archivedInvocations, { ...nothing, days, id: invocationId, limit: 1 });
  if (record === undefined) return null;
  const invocation = readInvocation(record);
  // Parts of a batch that is not finished are in the lake, and nobody can rely on them yet.
  if ((await findArchived(db, invocation.workRequestId)) === null) return null;
  const steps = await reader.run(archivedSteps, { days, invocationId });
  return { ...invocation, steps: steps.map(readStep) };
}

/** Lines of a work request's log after the one with this number, which counts from 1. */
export async function readLog(
  { reader }: ArchiveDeps,
  { id, day }: Archived,
  page: { readonly after: number; readonly limit: number },
): Promise<WorkLogEntry[]> {
  return (await reader.run(archivedLog, { ...page, days: [day], workRequestId: id })).map(readLogEntry);
}
