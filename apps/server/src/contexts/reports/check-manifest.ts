import { ReportManifest, type Ed25519PublicJwk } from '@rustine/contract';
import { compactVerify, errors, importJWK } from 'jose';

/** What a signed manifest is held against. */
export interface ManifestExpectation {
  readonly invocationId: string;
  readonly instanceId: string;
}

export type CheckedManifest =
  | { readonly sums: ReadonlyMap<string, string>; readonly fault: null }
  | { readonly sums: null; readonly fault: string };

/**
 * Reads a manifest as the instance signed it.
 *
 * @returns the sums by object key, or why the manifest cannot be believed.
 */
export async function checkManifest(
  jws: string,
  key: Ed25519PublicJwk,
  expected: ManifestExpectation,
): Promise<CheckedManifest> {
  const verified = await compactVerify(jws.trim(), await importJWK({ kty: key.kty, crv: key.crv, x: key.x }, 'EdDSA'), {
    algorithms: ['EdDSA'],
  }).catch((error: unknown) => {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  });
  if (verified === null) return { sums: null, fault: "the manifest is not signed by this instance's key" };
  const manifest = ReportManifest.safeParse(jsonOf(verified.payload));
  if (!manifest.success) return { sums: null, fault: 'the signed manifest does not have the form of a manifest' };
  const { invocationId, instanceId, reports } = manifest.data;
  if (invocationId !== expected.invocationId || instanceId !== expected.instanceId) {
    return { sums: null, fault: 'the signed manifest belongs to another invocation' };
  }
  return { sums: new Map(reports.map((report) => [report.key, report.sha256])), fault: null };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
