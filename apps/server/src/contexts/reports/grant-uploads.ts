import {
  CodedError,
  type AnnouncedOutput,
  type GrantsRequest,
  type GrantsResponse,
  finalInvocationStates,
  manifestKey,
  outputKey,
  reportKey,
} from '@rustine/contract';
import type { ObjectStore } from '@rustine/lake';
import type { Db, Transaction } from '../../db/connect.ts';
import { withTransaction } from '../../db/with-transaction.ts';
import { newId } from '../../ids.ts';
import type { AskedInvocation, ReportsNeeds } from './needs.ts';
import { refutedBy } from './manifest/weigh-manifest.ts';
import { announceManifest } from './sql/announce-manifest.ts';
import { failReport } from './sql/fail-report.ts';
import { grantAgain } from './sql/grant-again.ts';
import { insertReport } from './sql/insert-report.ts';
import { lockReportsOfKey } from './sql/lock-reports-of-key.ts';
import { announceOutput } from './sql/step-outputs.ts';
import { openPublication, type Publication } from './sql/open-publication.ts';

/** How long after its end the reports of an invocation are still taken, in days: an agent may have been without network. */
const PUBLISHING_DAYS = 7;
/** Life of one grant in milliseconds; an agent whose grant ran out asks for another. */
const GRANT_MS = 15 * 60_000;

export interface GrantUploadsDeps {
  readonly db: Db;
  readonly store: ObjectStore;
  readonly clock: () => Date;
  readonly needs: ReportsNeeds;
}

type Announced = GrantsRequest['reports'][number];

/**
 * Announces the reports of an invocation and gives a presigned upload for each. A repeat gets the same keys, also after
 * midnight and also for what was uploaded or ingested long ago: an agent that lost an answer must be able to go on.
 *
 * @throws CodedError NOT_FOUND for an invocation that is not this instance's, CONFLICT when it ended too long ago or
 * another file was already uploaded in a report's place, VALIDATION_FAILED when one kind is announced twice.
 */
export async function grantUploads(
  deps: GrantUploadsDeps,
  { instanceId, request }: { instanceId: string; request: GrantsRequest },
): Promise<GrantsResponse> {
  refuseRepeatedKinds(request.reports);
  const now = deps.clock();
  const day = await withTransaction(deps.db, (tx) => announce(tx, { instanceId, request, now, needs: deps.needs }));
  const expiresAt = new Date(now.getTime() + GRANT_MS);
  const invocationId = request.invocationId;
  const grants = await Promise.all(
    request.reports.map(async ({ kind, sizeBytes, sha256 }) => {
      const key = reportKey(kind, day, instanceId, invocationId);
      return { kind, grant: await deps.store.grantUpload({ key, sizeBytes, sha256, expiresAt }) };
    }),
  );
  const manifest = request.manifest
    ? await deps.store.grantUpload({ key: manifestKey(day, instanceId, invocationId), ...request.manifest, expiresAt })
    : null;
  const output = request.output
    ? await deps.store.grantUpload({ ...keyed(request.output, { day, instanceId, invocationId }), expiresAt })
    : null;
  return { grants, manifest, output };
}

function keyed(
  { position, stream, sizeBytes, sha256 }: AnnouncedOutput,
  { day, instanceId, invocationId }: { day: string; instanceId: string; invocationId: string },
) {
  return { key: outputKey(day, instanceId, { invocationId, position, stream }), sizeBytes, sha256 };
}

/** @returns the day that is in the keys. */
async function announce(
  tx: Transaction,
  { instanceId, request, now, needs }: { instanceId: string; request: GrantsRequest; now: Date; needs: ReportsNeeds },
): Promise<string> {
  const invocation = await needs.work.invocationOf(tx, request.invocationId);
  if (invocation === null || invocation.instanceId !== instanceId) {
    throw new CodedError('NOT_FOUND', `This instance has no invocation ${request.invocationId}.`);
  }
  refuseLongOver(invocation, now);
  const publication = await openPublication(tx, {
    invocationId: request.invocationId,
    instanceId,
    day: now.toISOString().slice(0, 10),
  });
  if (request.manifest) {
    refuseSecondManifest(publication, request.manifest.sha256);
    await announceManifest(tx, request.invocationId, { ...request.manifest, at: now });
  }
  for (const report of request.reports.toSorted((a, b) => a.kind.localeCompare(b.kind))) {
    await announceReport(tx, publication, report);
  }
  if (request.output) {
    const { invocationId, day } = publication;
    const { key } = keyed(request.output, { day, instanceId, invocationId });
    const isTaken = !(await announceOutput(tx, { ...request.output, invocationId, instanceId, key }));
    if (isTaken) throw new CodedError('CONFLICT', `Another output of ${invocationId} was already uploaded; it stays.`);
  }
  return publication.day;
}

/**
 * One object stands under a key, so a second file for it (a step that ran again after a crash, before anything was
 * uploaded) takes the place of the first only while the first was not uploaded. What is in the store stays.
 */
async function announceReport(
  tx: Transaction,
  { invocationId, instanceId, day, manifest }: Publication,
  { kind, sizeBytes, sha256 }: Announced,
): Promise<void> {
  const key = reportKey(kind, day, instanceId, invocationId);
  const known = await lockReportsOfKey(tx, key);
  for (const other of known.filter((row) => row.sha256 !== sha256)) {
    if (other.state === 'GRANTED') await failReport(tx, other.id, 'another file was announced in its place');
    else if (other.state !== 'FAILED') {
      throw new CodedError('CONFLICT', `A different ${kind} report of ${invocationId} was already uploaded; it stays.`);
    }
  }
  const same = known.find((row) => row.sha256 === sha256);
  if (same === undefined) {
    if (manifest !== null && refutedBy(manifest, { kind, sizeBytes, sha256 }) !== null) {
      throw new CodedError('CONFLICT', `The signed manifest of ${invocationId} does not have this ${kind} report.`);
    }
    await insertReport(tx, { id: newId('report'), invocationId, instanceId, kind, key, sizeBytes, sha256 });
  } else if (same.sizeBytes !== sizeBytes) {
    throw new CodedError(
      'VALIDATION_FAILED',
      `The ${kind} report with this sum was announced with ${same.sizeBytes} bytes.`,
    );
  } else {
    await grantAgain(tx, same.id);
  }
}

function refuseRepeatedKinds(reports: readonly Announced[]): void {
  const seen = new Set<string>();
  for (const [index, { kind }] of reports.entries()) {
    if (seen.has(kind)) {
      const detail = { place: `body.reports.${index}.kind`, message: `${kind} is announced twice` };
      throw new CodedError(
        'VALIDATION_FAILED',
        `An invocation has one report of each kind: ${kind} is announced twice.`,
        { details: [detail] },
      );
    }
    seen.add(kind);
  }
}

/** What was read and checked is evidence: it cannot be taken back. */
function refuseSecondManifest({ invocationId, manifest, manifestSha256 }: Publication, sha256: string): void {
  if (manifest !== null && manifestSha256 !== sha256) {
    throw new CodedError('CONFLICT', `Another manifest of ${invocationId} was already taken; it stays.`);
  }
}

function refuseLongOver({ state, finishedAt }: AskedInvocation, now: Date): void {
  const isFinal = (finalInvocationStates as readonly string[]).includes(state);
  if (isFinal && finishedAt !== null && now.getTime() - finishedAt.getTime() > PUBLISHING_DAYS * 86_400_000) {
    throw new CodedError(
      'CONFLICT',
      `This invocation ended more than ${PUBLISHING_DAYS} days ago; its reports are no longer taken.`,
    );
  }
}
