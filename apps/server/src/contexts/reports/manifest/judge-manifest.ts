import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { manifestKey } from '@rustine/contract';
import type { ObjectStore } from '@rustine/lake';
import type { Db } from '../../../db/connect.ts';
import type { Log } from '../../../db/log.ts';
import { withTransaction } from '../../../db/with-transaction.ts';
import type { ReportsNeeds } from '../needs.ts';
import { reportSummary } from '../report-summary.ts';
import { findPublication } from '../sql/find-publication.ts';
import type { Publication } from '../sql/open-publication.ts';
import { recordManifest } from '../sql/record-manifest.ts';
import { checkManifest, faulty } from './check-manifest.ts';

export interface JudgeManifestDeps {
  readonly db: Db;
  readonly store: ObjectStore;
  readonly log: Log;
  readonly needs: Pick<ReportsNeeds, 'work' | 'fleet'>;
}

/**
 * Checks the announced manifest of an invocation, if the store holds it whole, and keeps what it says for good: from
 * then on it counts for the run and for every report of it, whenever those come. Harmless when repeated, and of several
 * that judge at once one does.
 *
 * @returns whether this call judged it.
 */
export async function judgeManifest(deps: JudgeManifestDeps, invocationId: string): Promise<boolean> {
  const publication = await findPublication(deps.db, invocationId);
  if (publication === undefined || publication.manifestSha256 === null || publication.manifest !== null) return false;
  const jws = await readAnnounced(deps.store, publication);
  if (jws === null) return false;
  const key = await deps.needs.fleet.publicKeyOf(publication.instanceId);
  const manifest =
    key === null
      ? faulty('the instance that signed the manifest is not known any more')
      : await checkManifest(jws, key, publication);
  const sha256 = publication.manifestSha256;
  return withTransaction(deps.db, async (tx) => {
    if (!(await recordManifest(tx, { invocationId, sha256, manifest }))) return false;
    const summary = await reportSummary(tx, invocationId);
    if (summary.manifest.state === 'REFUTES') deps.log.warn({ invocationId }, summary.manifest.reason);
    await deps.needs.work.settleInvocations(tx, [invocationId]);
    return true;
  });
}

/** Null while the store does not hold exactly what was announced: that is an older manifest, or none. */
async function readAnnounced(
  store: ObjectStore,
  { day, instanceId, invocationId, manifestSizeBytes, manifestSha256 }: Publication,
): Promise<string | null> {
  const key = manifestKey(day, instanceId, invocationId);
  const held = await store.stat(key);
  if (held === null || held.sha256 !== manifestSha256 || held.sizeBytes !== manifestSizeBytes) return null;
  const bytes = await buffer(await store.get(key));
  return createHash('sha256').update(bytes).digest('hex') === manifestSha256 ? bytes.toString('utf8') : null;
}
