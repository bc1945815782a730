import { text } from 'node:stream/consumers';
import { manifestKey } from '@rustine/contract';
import type { ObjectStore } from '@rustine/lake';
import type { Db } from '../../../db/connect.ts';
import { checkManifest, type CheckedManifest } from '../check-manifest.ts';
import type { ReportsNeeds } from '../needs.ts';
import type { ReportRow } from '../report-row.ts';
import { findPublication } from '../sql/find-publication.ts';

export interface ManifestFaultsDeps {
  readonly store: ObjectStore;
  readonly needs: Pick<ReportsNeeds, 'fleet'>;
}

/**
 * Holds reports against the manifests that their instances signed, as far as those are in the store already; a report
 * whose manifest is still on its way was checked by its granted sum alone.
 *
 * @returns the reason by report id, for those that must not be believed.
 */
export async function manifestFaults(
  deps: ManifestFaultsDeps,
  db: Db,
  reports: readonly ReportRow[],
): Promise<Map<string, string>> {
  const manifests = new Map<string, CheckedManifest | null>();
  const faults = new Map<string, string>();
  for (const report of reports) {
    const { invocationId } = report;
    if (!manifests.has(invocationId)) manifests.set(invocationId, await readManifest(deps, db, invocationId));
    const fault = faultOf(report, manifests.get(invocationId) ?? null);
    if (fault !== null) faults.set(report.id, fault);
  }
  return faults;
}

function faultOf(report: ReportRow, manifest: CheckedManifest | null): string | null {
  if (manifest === null) return null;
  if (manifest.fault !== null) return manifest.fault;
  const signed = manifest.sums.get(report.key);
  if (signed === undefined || signed === report.sha256) return null;
  return `the signed manifest gives this file the SHA-256 ${signed}, it has ${report.sha256}`;
}

async function readManifest(
  { store, needs }: ManifestFaultsDeps,
  db: Db,
  invocationId: string,
): Promise<CheckedManifest | null> {
  const publication = await findPublication(db, invocationId);
  if (publication?.manifestSha256 == null) return null;
  const key = manifestKey(publication.day, publication.instanceId, invocationId);
  const held = await store.stat(key);
  // Another sum than the announced one: a newer manifest was announced and is on its way.
  if (held === null || held.sha256 !== publication.manifestSha256) return null;
  const publicKey = await needs.fleet.publicKeyOf(publication.instanceId);
  if (publicKey === null) return { sums: null, fault: 'the instance that signed the manifest is not known any more' };
  return checkManifest(await text(await store.get(key)), publicKey, {
    invocationId,
    instanceId: publication.instanceId,
  });
}
