import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { DownloadSource } from '@rustine/domain';
import { z } from 'zod';
import { splitMember } from '../check-member.ts';
import { DownloadError } from '../download-error.ts';
import type { Fetched, FetchContext } from '../fetched.ts';
import { openStream, requireGood } from '../http/open-stream.ts';
import { saveStream } from '../save-stream.ts';

type GitHubSource = Extract<DownloadSource, { type: 'GitHub' }>;

const Entry = z.object({ type: z.string(), name: z.string(), path: z.string() });
/** A file, or a folder with its entries, as GitHub's API shows them when it is asked for an object. */
const Content = z.object({ type: z.string(), name: z.string(), path: z.string(), entries: z.array(Entry).optional() });

/** The API lists at most this many entries of one folder, and says nothing when there are more. */
const ENTRIES_MAX = 1000;

/** Downloads a file or a folder of a repository through GitHub's API. Throws DownloadError. */
export async function fetchGitHub(source: GitHubSource, context: FetchContext): Promise<Fetched> {
  const token = source.token === null ? null : await context.services.readSecret(source.token, context.signal);
  const ask = async (path: string, accept: 'object+json' | 'raw+json') =>
    await askGitHub(source, { path, accept: `application/vnd.github.${accept}`, token, context });
  const path = source.path.replaceAll(/^\/+|\/+$/g, '');
  const root = join(context.staging, 'content');
  const save = async (from: string, to: string) => await saveStream(await ask(from, 'raw+json'), to, context);

  const first = await readContent(await ask(path, 'object+json'), path);
  if (first.type === 'file') {
    await save(path, root);
    return { kind: 'file', name: splitMember(first.name).join(''), path: root };
  }
  const folders = [{ content: first, to: root }];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    await mkdir(folder.to, { recursive: true, mode: 0o700 });
    const entries = folder.content.entries ?? [];
    if (entries.length >= ENTRIES_MAX) {
      throw new DownloadError(
        `${folder.content.path} has ${ENTRIES_MAX} entries or more, and GitHub lists no more: use Git`,
      );
    }
    for (const entry of entries) {
      const to = join(folder.to, ...splitMember(entry.name));
      if (entry.type === 'file') await save(entry.path, to);
      else if (entry.type === 'dir') {
        folders.push({ content: await readContent(await ask(entry.path, 'object+json'), entry.path), to });
      } else throw new DownloadError(`${entry.path} is a ${entry.type}, which GitHub's API does not give: use Git`);
    }
  }
  return { kind: 'tree', path: root };
}

interface Ask {
  readonly path: string;
  readonly accept: string;
  readonly token: string | null;
  readonly context: FetchContext;
}

async function askGitHub(source: GitHubSource, { path, accept, token, context }: Ask): Promise<IncomingMessage> {
  const { githubApi, idleMs } = context.services.downloads;
  const { owner, repository, checkout } = source;
  const way = [owner, repository, 'contents', ...path.split('/')].filter((part) => part !== '').map(encodeURIComponent);
  const url = new URL(`${githubApi}/repos/${way.join('/')}`);
  if (checkout !== null) url.searchParams.set('ref', 'branch' in checkout ? checkout.branch : checkout.commit);
  const own = { accept, 'x-github-api-version': '2022-11-28' };
  const response = await openStream({
    url,
    headersFor: ({ origin }) =>
      origin === url.origin && token !== null ? { ...own, authorization: `Bearer ${token}` } : own,
    idleMs,
    signal: context.signal,
  });
  await requireGood(response, `${owner}/${repository}/${path} on GitHub`);
  return response;
}

async function readContent(response: IncomingMessage, path: string): Promise<z.infer<typeof Content>> {
  try {
    return Content.parse(JSON.parse(await text(response)));
  } catch (error) {
    throw new DownloadError(`GitHub's answer for ${path || 'the repository'} cannot be read`, { cause: error });
  }
}
