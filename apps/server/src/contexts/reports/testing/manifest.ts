import type { ReportManifest } from '@rustine/contract';
import { CompactSign, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { csvOf, csvOfText, type Csv } from './csv.ts';
import type { startReportsWorld } from './reports-world.ts';

type World = Awaited<ReturnType<typeof startReportsWorld>>;
export type ManifestEntry = ReportManifest['reports'][number];

/** An instance with a real key, one run of it, and what it does at the end of the run. */
export async function signingRun(world: World) {
  const own = await generateKeyPair('EdDSA');
  const instanceId = await world.addInstance({ publicKey: await exportJWK(own.publicKey) });
  const ids = { instanceId, invocationId: await world.addInvocation(instanceId) };
  return {
    ...ids,
    async upload(kind: Csv['kind'] = 'updates-before'): Promise<ManifestEntry> {
      const csv = csvOf({ kind, ...ids, rows: [{ name: 'bash' }] });
      return { kind, key: await world.upload(csv, ids), sizeBytes: csv.sizeBytes, sha256: csv.sha256 };
    },
    async sign(reports: readonly ManifestEntry[], signWith: CryptoKey = own.privateKey): Promise<Csv> {
      const payload = JSON.stringify({ schemaVersion: '1', ...ids, reports });
      const jws = await new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg: 'EdDSA' }).sign(signWith);
      return csvOfText('updates-before', jws);
    },
    async announce({ sizeBytes, sha256 }: Csv) {
      const { invocationId } = ids;
      return world.grants(instanceId, { invocationId, reports: [], manifest: { sizeBytes, sha256 } });
    },
    verdict: async () =>
      (await world.db.transaction().execute((tx) => world.reports.reportSummary(tx, ids.invocationId))).manifest,
  };
}
