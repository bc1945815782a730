import { text } from 'node:stream/consumers';
import { DownloadError } from '../download-error.ts';
import { requireGood } from '../http/open-stream.ts';
import type { OpenS3 } from './open-s3.ts';

/**
 * Keys below a prefix, a page at a time (ListObjectsV2). Stores differ in how they encode a plus in a URL-encoded list,
 * so the plain one is asked for. Throws DownloadError.
 */
export async function* listObjects(open: OpenS3, prefix: string): AsyncGenerator<string> {
  let token: string | null = null;
  do {
    const query = { 'list-type': '2', prefix, ...(token !== null && { 'continuation-token': token }) };
    const response = await open('', query);
    await requireGood(response, `the list of ${prefix}`);
    const page = await text(response);
    if (!page.includes('<ListBucketResult')) throw new DownloadError(`the list of ${prefix} cannot be read`);
    for (const match of page.matchAll(/<Key>([^<]*)<\/Key>/g)) yield unescapeXml(match[1] ?? '');
    const next = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(page)?.[1];
    token = next === undefined ? null : unescapeXml(next);
  } while (token !== null);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(escaped: string): string {
  return escaped.replaceAll(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole: string, hex?: string, ten?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(ten) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
