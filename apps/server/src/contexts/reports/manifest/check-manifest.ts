import { manifestKey, ReportManifest, reportKey, type Ed25519PublicJwk } from '@rustine/contract';
import { compactVerify, errors, importJWK } from 'jose';
import type { JudgedManifest } from './judged-manifest.ts';

/** What a signed manifest is held against. */
export interface ManifestExpectation {
  readonly invocationId: string;
  readonly instanceId: string;
  /** The day in the keys of the invocation's objects. */
  readonly day: string;
}

/** Reads a manifest as the instance signed it; a fault says why it cannot be believed. */
export async function checkManifest(
  jws: string,
  key: Ed25519PublicJwk,
  expected: ManifestExpectation,
): Promise<JudgedManifest> {
  const verified = await compactVerify(jws.trim(), await importJWK({ kty: key.kty, crv: key.crv, x: key.x }, 'EdDSA'), {
    algorithms: ['EdDSA'],
  }).catch((error: unknown) => {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  });
  if (verified === null) return faulty("the manifest is not signed by this instance's key");
  const manifest = ReportManifest.safeParse(jsonOf(verified.payload));
  if (!manifest.success) return faulty('the signed manifest does not have the form of a manifest');
  const { invocationId, instanceId, reports } = manifest.data;
  if (invocationId !== expected.invocationId || instanceId !== expected.instanceId) {
    return faulty('the signed manifest belongs to another invocation');
  }
  for (const { kind, key: objectKey } of reports) {
    if (objectKey !== reportKey(kind, expected.day, instanceId, invocationId)) {
      return faulty(`the signed manifest gives the report ${kind} a key that this server never gave`);
    }
  }
  if (new Set(reports.map((report) => report.kind)).size < reports.length) {
    return faulty('the signed manifest has one report twice');
  }
  return { reports: reports.map(({ kind, sizeBytes, sha256 }) => ({ kind, sizeBytes, sha256 })), fault: null };
}

export function faulty(fault: string): JudgedManifest {
  return { reports: null, fault };
}

/** The invocation whose manifest stands under a key, or null when the key is no manifest's. */
export function invocationOfManifestKey(key: string): string | null {
  const [, day = '', instanceId = '', invocationId = ''] =
    /\/date=([\d-]{10})\/instance=(mi-[0-9a-f-]{36})\/(inv-[0-9a-f-]{36})\.manifest\.json$/.exec(key) ?? [];
  return key === manifestKey(day, instanceId, invocationId) ? invocationId : null;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
