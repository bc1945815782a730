import type { IncomingMessage } from 'node:http';
import type { FetchContext } from '../fetched.ts';
import { openStream } from '../http/open-stream.ts';
import { amazonEndpoint, type S3Place } from './read-s3-path.ts';
import { signRequest } from './sign-request.ts';

/** Asks for an object of one bucket; for the bucket itself when the key is empty. */
export type OpenS3 = (key: string, query?: Readonly<Record<string, string>>) => Promise<IncomingMessage>;

/** Requests are signed, and go to the region that the bucket turns out to be in. Throws DownloadError. */
export function s3Opener(place: S3Place, { services, signal }: FetchContext): OpenS3 {
  const { s3, idleMs } = services.downloads;
  let { endpoint, region } = place;
  const open = async (key: string, query: Readonly<Record<string, string>>) => {
    const way = [place.bucket, ...(key === '' ? [] : key.split('/'))];
    const url = new URL(`${endpoint}/${way.map(encodeS3).join('/')}`);
    url.search = Object.entries(query)
      .map(([name, value]) => `${encodeS3(name)}=${encodeS3(value)}`)
      .join('&');
    // A redirect is answered below: a signature is for one host.
    const headersFor = async (to: URL) =>
      to.host === url.host ? await signRequest(to, { region, keys: s3.keys }) : {};
    return await openStream({ url, headersFor, idleMs, signal });
  };
  return async (key, query = {}) => {
    const response = await open(key, query);
    const actual = response.headers['x-amz-bucket-region'];
    const isElsewhere =
      [301, 307, 400].includes(response.statusCode ?? 0) && typeof actual === 'string' && actual !== region;
    if (!isElsewhere || !endpoint.includes('.amazonaws.com')) return response;
    response.destroy();
    region = actual;
    endpoint = amazonEndpoint(actual);
    return await open(key, query);
  };
}

/** As the signature has it: RFC 3986, with nothing left as it is but the unreserved characters. */
function encodeS3(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
