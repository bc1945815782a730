import { text } from 'node:stream/consumers';
import { DownloadError } from '../download-error.ts';
import { requireGood } from '../http/open-stream.ts';
import type { OpenS3 } from './open-s3.ts';

/** Keys below a prefix, a page at a time (ListObjectsV2). Throws DownloadError. */
export async function* listObjects(open: OpenS3, prefix: string): AsyncGenerator<string> {
  let token: string | null = null;
  do {
    const query = {
      'list-type': '2',
      'encoding-type': 'url',
      prefix,
      ...(token !== null && { 'continuation-token': token }),
    };
    const response = await open('', query);
    await requireGood(response, `the list of ${prefix}`);
    const page = await text(response);
    if (!page.includes('<ListBucketResult')) throw new DownloadError(`the list of ${prefix} cannot be read`);
    // With encoding-type=url keys hold nothing that XML would have to escape.
    for (const match of page.matchAll(/<Key>([^<]*)<\/Key>/g)) {
      yield decodeURIComponent((match[1] ?? '').replaceAll('+', ' '));
    }
    const next = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(page)?.[1] ?? null;
    token = next === null ? null : next.replaceAll('&amp;', '&').replaceAll('&#43;', '+').replaceAll('&#34;', '"');
  } while (token !== null);
}
