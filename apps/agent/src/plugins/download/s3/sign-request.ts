import { AwsV4Signer } from 'aws4fetch';
import type { S3Setting } from '../download-setting.ts';

/** The headers of a GET that are signed with AWS Signature Version 4; none without keys, as for public buckets. */
export async function signRequest(
  url: URL,
  { region, keys }: { readonly region: string; readonly keys: S3Setting['keys'] },
): Promise<Record<string, string>> {
  if (keys === null) return {};
  const signer = new AwsV4Signer({ ...keys, method: 'GET', url: url.href, service: 's3', region });
  return Object.fromEntries((await signer.sign()).headers);
}
