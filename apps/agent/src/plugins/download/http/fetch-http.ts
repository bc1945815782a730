import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { DownloadSource } from '@rustine/domain';
import { toFileName } from '../check-member.ts';
import { DownloadError } from '../download-error.ts';
import type { Fetched, FetchContext } from '../fetched.ts';
import { saveStream } from '../save-stream.ts';
import { answerDigest } from './answer-digest.ts';
import { openStream, requireGood } from './open-stream.ts';

type HttpSource = Extract<DownloadSource, { type: 'HTTP' }>;

/** Downloads one address, with Basic or Digest authentication where it is asked for. Throws DownloadError. */
export async function fetchHttp(source: HttpSource, context: FetchContext): Promise<Fetched> {
  const url = URL.parse(source.url);
  if (url === null) throw new DownloadError(`the url ${source.url} is not one`);
  const response = await openAuthorized(source, url, context);
  await requireGood(response, `${url.origin}${url.pathname}`);
  const path = join(context.staging, 'file');
  await saveStream(response, path, context);
  return { kind: 'file', name: toFileName(decodeLast(url)), path };
}

/** Digest needs the server's challenge first. Credentials go to the host that they are for, not where it redirects to. */
async function openAuthorized(source: HttpSource, url: URL, context: FetchContext): Promise<IncomingMessage> {
  const { signal, services } = context;
  const open = (authorization: string | null) =>
    openStream({
      url,
      headersFor({ origin }): Record<string, string> {
        return authorization === null || origin !== url.origin ? {} : { authorization };
      },
      idleMs: services.downloads.idleMs,
      signal,
    });
  const { authMethod, username: user, password: pass } = source;
  if (authMethod === 'None' || user === null || pass === null) return await open(null);
  const username = await services.readSecret(user, signal);
  const password = await services.readSecret(pass, signal);
  if (authMethod === 'Basic') {
    return await open(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
  }
  const first = await open(null);
  if (first.statusCode !== 401) return first;
  first.destroy();
  const uri = `${url.pathname}${url.search}`;
  const answer = answerDigest(first.headers['www-authenticate'] ?? '', { username, password, uri });
  if (answer === null) throw new DownloadError(`${url.host} asks for no Digest authentication that can be answered`);
  return await open(answer);
}

function decodeLast({ pathname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
