import { CodedError } from '@rustine/contract';
import { isGrantSignature, signGrant } from './sign-grant.ts';
import { checkKey } from './check-key.ts';
import type { GrantTerms } from './object-store.ts';

/** Header that the PUT must carry, equal to the sum that was signed. */
export const SUM_HEADER = 'x-rustine-sha256';

/** The presigned URL: the key is the path below `publicUrl`, the terms and their signature are the query. */
export function writeGrantUrl(publicUrl: string, signingKey: Uint8Array, terms: GrantTerms): string {
  const path = terms.key.split('/').map(encodeURIComponent).join('/');
  const query = new URLSearchParams({
    size: String(terms.sizeBytes),
    sha256: terms.sha256,
    expires: String(terms.expiresAt.getTime()),
    signature: signGrant(signingKey, terms),
  });
  return `${publicUrl.replace(/\/+$/, '')}/${path}?${query.toString()}`;
}

/**
 * Reads the terms back from a request's URL and proves that they are ours and still hold. The host is not looked at: a
 * proxy may have changed it, and it is not signed. Throws GRANT_INVALID, GRANT_EXPIRED or VALIDATION_FAILED.
 */
export function readGrantUrl(
  url: string,
  context: { readonly publicUrl: string; readonly signingKey: Uint8Array; readonly now: Date },
): GrantTerms {
  const terms = parseTerms(url, context.publicUrl);
  if (terms === null || !isGrantSignature(context.signingKey, terms, terms.signature)) {
    throw new CodedError('GRANT_INVALID', 'this upload URL was not issued by this server or was changed on the way');
  }
  if (terms.expiresAt.getTime() <= context.now.getTime()) {
    throw new CodedError('GRANT_EXPIRED', `this grant expired at ${terms.expiresAt.toISOString()}; ask for a new one`);
  }
  checkKey(terms.key);
  return terms;
}

function parseTerms(url: string, publicUrl: string): (GrantTerms & { signature: string }) | null {
  const base = new URL(publicUrl).pathname.replace(/\/+$/, '');
  if (!URL.canParse(url, publicUrl)) return null;
  const { pathname, searchParams } = new URL(url, publicUrl);
  if (!pathname.startsWith(`${base}/`)) return null;
  const key = decodeKey(pathname.slice(base.length + 1));
  const size = searchParams.get('size') ?? '';
  const expires = searchParams.get('expires') ?? '';
  const sha256 = searchParams.get('sha256') ?? '';
  const signature = searchParams.get('signature') ?? '';
  if (key === null || !/^\d{1,15}$/.test(size) || !/^\d{1,15}$/.test(expires) || !/^[0-9a-f]{64}$/.test(sha256))
    return null;
  return { key, sizeBytes: Number(size), sha256, expiresAt: new Date(Number(expires)), signature };
}

function decodeKey(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
