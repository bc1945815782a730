import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_SCHEMA_VERSION, type ReportManifest } from '@rustine/contract';
import type { AgentKey } from '../checkin/agent-key.ts';
import { retryPassing } from '../checkin/retry.ts';
import { tellFinished } from '../execute/run-invocation.ts';
import type { InvocationRecord, InvocationRecords, Outcome } from '../journal/invocation-records.ts';
import { JournalError, type Journal } from '../journal/open-journal.ts';
import type { Outbox } from '../journal/outbox.ts';
import type { Stopwatches } from '../journal/stopwatches.ts';
import type { UploadRecord } from '../journal/upload-records.ts';
import { writeDurably } from '../journal/write-durably.ts';
import { publishOutputs, type PublishOutputsNeeds } from '../output/publish-outputs.ts';
import { collectReports } from './collect-reports.ts';
import { describeFile } from './describe-file.ts';
import { signManifest } from './sign-manifest.ts';
import { uploadObject, type UploadNeeds } from './upload-object.ts';
import { isWrittenAgain, WRITTEN_AGAIN } from './written-again.ts';

/** After this long the run is called failed, rather than left open for ever. */
const PUBLISH_MS_MAX = 24 * 60 * 60 * 1000;

export interface PublishNeeds extends UploadNeeds, PublishOutputsNeeds {
  readonly journal: Journal;
  readonly records: InvocationRecords;
  readonly outbox: Outbox;
  readonly key: AgentKey;
  readonly instanceId: string;
  readonly reportsFolder: (invocationId: string) => string;
  readonly localNow: () => number;
  readonly stopwatches: Stopwatches;
}

/**
 * Publishes an invocation's reports and, when all are verified, their signed manifest; then tells the end. Each local
 * file goes only after its upload is verified and journalled. Can be stopped and begun again anywhere.
 */
export async function publishInvocation(needs: PublishNeeds, invocationId: string, stop: AbortSignal): Promise<void> {
  const record = needs.records.find(invocationId);
  if (record?.state !== 'PUBLISHING') return;
  const folder = needs.reportsFolder(invocationId);
  const leftMs = Math.max(0, PUBLISH_MS_MAX - needs.stopwatches.start(invocationId, 'publish'));
  const signal = AbortSignal.any([stop, AbortSignal.timeout(leftMs)]);

  const again = await noteReports(needs, invocationId, folder);
  await uploadWaiting(needs, invocationId, { signal, stop });
  if (stop.aborted) return;
  await addManifest(needs, invocationId, { folder, signal });
  await uploadWaiting(needs, invocationId, { signal, stop });
  if (stop.aborted) return;

  const lost = [...needs.uploads.all(invocationId).filter(({ state }) => state === 'GIVEN_UP'), ...again];
  tellFinished(needs, invocationId, judge(record, lost));
  if (lost.length === 0) rmSync(folder, { recursive: true, force: true });
  await publishOutputs(needs, invocationId, { signal, stop });
  if (!stop.aborted) needs.records.markDone(invocationId, needs.localNow());
}

/**
 * Notes what is not noted yet, in one transaction: after a death in the middle the reports are collected again, none is
 * forgotten. Answers those that were published while the document ran, and then written again.
 */
async function noteReports(needs: PublishNeeds, invocationId: string, folder: string): Promise<LostReport[]> {
  const reports = await collectReports(folder);
  const known = new Map(needs.uploads.all(invocationId).map((upload) => [upload.kind, upload]));
  needs.journal.atomically(() => {
    for (const report of reports.filter(({ kind }) => !known.has(kind))) {
      needs.uploads.add(invocationId, report);
      if (report.fault !== null) needs.uploads.giveUp(invocationId, report.kind, report.fault);
    }
  });
  const again = reports.filter((report) => {
    const upload = known.get(report.kind);
    return upload !== undefined && isWrittenAgain(upload, report);
  });
  return again.map(({ kind }) => ({ kind, reason: WRITTEN_AGAIN }));
}

type LostReport = Pick<UploadRecord, 'kind' | 'reason'>;

function judge({ outcome }: InvocationRecord, lost: readonly LostReport[]): Outcome {
  if (!outcome) throw new Error('an invocation is being published without an outcome');
  if (lost.length === 0 || outcome.state !== 'SUCCEEDED') return outcome;
  const reasons = lost.map(({ kind, reason }) => `${kind}: ${reason}`).join('; ');
  return { state: 'FAILED', message: `The steps succeeded, but not all reports could be published: ${reasons}` };
}

/** Uploads what waits, one after another; what cannot succeed is given up with its reason, a stop leaves the rest waiting. */
async function uploadWaiting(
  needs: PublishNeeds,
  invocationId: string,
  { signal, stop }: { signal: AbortSignal; stop: AbortSignal },
): Promise<void> {
  for (const upload of needs.uploads.all(invocationId)) {
    if (stop.aborted) return;
    if (upload.state === 'VERIFIED') await removeVerified(upload);
    if (upload.state !== 'WAITING') continue;
    try {
      const key = await uploadObject(needs, { invocationId, upload, signal });
      needs.uploads.markVerified(invocationId, upload.kind);
      rmSync(upload.path, { force: true });
      needs.log.info({ invocationId, kind: upload.kind, key, sizeBytes: upload.sizeBytes }, 'report published');
    } catch (error) {
      if (stop.aborted || error instanceof JournalError) throw error;
      const reason = signal.aborted ? 'it could not be uploaded within 24 hours' : (error as Error).message;
      needs.uploads.giveUp(invocationId, upload.kind, reason);
      needs.log.error({ invocationId, kind: upload.kind }, `report not published: ${reason}`);
    }
  }
}

/** A file that is another one than was published is kept: it was not published. */
async function removeVerified({ path, sha256 }: UploadRecord): Promise<void> {
  if ((await describeFile(path))?.sha256 === sha256) rmSync(path, { force: true });
}

async function addManifest(
  needs: PublishNeeds,
  invocationId: string,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<void> {
  const uploads = needs.uploads.all(invocationId);
  const reports = uploads.flatMap((upload) => toManifestEntry(upload) ?? []);
  if (reports.length === 0 || uploads.some(({ kind }) => kind === 'manifest')) return;
  const { instanceId } = needs;
  const manifest: ReportManifest = { schemaVersion: REPORT_SCHEMA_VERSION, invocationId, instanceId, reports };
  const path = join(folder, 'manifest.jws');
  const text = await signManifest(manifest, needs.key);
  // A full disk is not the end of a run whose reports are safe: it is waited out.
  await retryPassing(async () => writeDurably(path, text, 0o600), { ...needs, signal, doing: 'writing the manifest' });
  const sum = await describeFile(path);
  if (sum) needs.uploads.add(invocationId, { kind: 'manifest', path, ...sum });
}

function toManifestEntry({
  kind,
  state,
  objectKey,
  sizeBytes,
  sha256,
}: UploadRecord): ReportManifest['reports'][number] | null {
  if (kind === 'manifest' || state !== 'VERIFIED' || objectKey === null) return null;
  return { kind, key: objectKey, sizeBytes, sha256 };
}
