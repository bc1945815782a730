import type { ReportManifest } from '@rustine/contract';
import { CompactSign } from 'jose';
import type { AgentKey } from '../checkin/agent-key.ts';

/** JWS `typ` of a manifest, so that it cannot be passed off as a token. */
const MANIFEST_TYPE = 'rustine-manifest+jws';

/** Compact JWS over the manifest's JSON. The same manifest gives the same bytes, so a repeated upload changes nothing. */
export async function signManifest(manifest: ReportManifest, key: AgentKey): Promise<string> {
  return await new CompactSign(Buffer.from(JSON.stringify(manifest)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: MANIFEST_TYPE })
    .sign(key.privateKey);
}
