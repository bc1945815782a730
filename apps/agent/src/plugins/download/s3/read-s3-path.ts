import { DownloadError } from '../download-error.ts';
import type { S3Setting } from '../download-setting.ts';

/** An object, or a prefix of objects, and the store that it is in. */
export interface S3Place {
  /** Without a slash at its end; the bucket comes after it. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
}

const REGION = 'us-east-1';

/**
 * `s3://bucket/key` in the configured store, or an address: Amazon's in each of its forms, else
 * `https://store/bucket/key`. Throws DownloadError.
 */
export function readS3Path(path: string, { endpoint, region }: Pick<S3Setting, 'endpoint' | 'region'>): S3Place {
  const own = /^s3:\/\/([^/]+)\/(.*)$/s.exec(path);
  if (own !== null) {
    const at = region ?? REGION;
    return { endpoint: endpoint ?? amazonEndpoint(at), region: at, bucket: own[1] ?? '', key: own[2] ?? '' };
  }
  // In addresses that Amazon's console gives a plus stands for a space.
  const url = URL.parse(path.replaceAll('+', '%20'));
  if (url === null) throw new DownloadError(`the path ${path} is not an address`);
  const [first = '', ...rest] = url.pathname.slice(1).split('/');
  const amazon = /^(?:(.+)\.)?s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(\.cn)?$/.exec(url.hostname);
  if (amazon === null) {
    return { endpoint: url.origin, region: region ?? REGION, bucket: decode(first), key: decode(rest.join('/')) };
  }
  const at = amazon[2] ?? REGION;
  const place = { endpoint: amazonEndpoint(at, amazon[3]), region: at };
  if (amazon[1] !== undefined) return { ...place, bucket: amazon[1], key: decode(url.pathname.slice(1)) };
  return { ...place, bucket: decode(first), key: decode(rest.join('/')) };
}

export function amazonEndpoint(region: string, suffix = region.startsWith('cn-') ? '.cn' : ''): string {
  return `https://s3.${region}.amazonaws.com${suffix}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DownloadError(`${text} is not well encoded`);
  }
}
