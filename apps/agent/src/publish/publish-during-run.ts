import { rmSync } from 'node:fs';
import type { PublishedReport } from '../plugins/step-services.ts';
import { collectReports, type CollectedReport } from './collect-reports.ts';
import { isWrittenAgain, WRITTEN_AGAIN } from './written-again.ts';
import { uploadObject, type UploadNeeds } from './upload-object.ts';

/** A document that waits longer for its server goes on without it; what is left is published at the end. */
const WAIT_MS_MAX = 10 * 60 * 1000;

export interface DuringRun {
  readonly invocationId: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Publishes the reports that are there while the document still runs. What cannot be published now is not given up: the
 * end of the run tries again. Rejects when the signal aborts.
 */
export async function publishDuringRun(
  needs: UploadNeeds,
  { invocationId, folder, signal }: DuringRun,
): Promise<PublishedReport[]> {
  const collected = await collectReports(folder);
  const until = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS_MAX)]);
  const published = new Map<PublishedReport['kind'], PublishedReport>();
  for (const { kind, state } of needs.uploads.all(invocationId)) {
    if (state === 'VERIFIED' && kind !== 'manifest') published.set(kind, { kind, fault: null });
  }
  for (const report of collected) {
    const fault = await publishOne(needs, { report, invocationId, until });
    signal.throwIfAborted();
    published.set(report.kind, { kind: report.kind, fault });
  }
  return [...published.values()];
}

/** Why it is not safe at the server yet; null when it is. */
async function publishOne(
  needs: UploadNeeds,
  { report, invocationId, until }: { report: CollectedReport; invocationId: string; until: AbortSignal },
): Promise<string | null> {
  const { kind, path } = report;
  const find = () => needs.uploads.all(invocationId).find((upload) => upload.kind === kind);
  const known = find();
  if (known !== undefined && isWrittenAgain(known, report)) return WRITTEN_AGAIN;
  if (report.fault !== null) return report.fault;
  if (known === undefined) needs.uploads.add(invocationId, report);
  const upload = find();
  if (upload?.state === 'WAITING') {
    try {
      const key = await uploadObject(needs, { invocationId, upload, signal: until });
      needs.uploads.markVerified(invocationId, kind);
      needs.log.info({ invocationId, kind, key }, 'report published while the document runs');
    } catch (error) {
      if (until.aborted) return `it could not be uploaded within ${WAIT_MS_MAX / 60_000} minutes`;
      return (error as Error).message;
    }
  }
  rmSync(path, { force: true });
  return null;
}
