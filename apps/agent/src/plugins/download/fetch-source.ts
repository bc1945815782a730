import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadSource } from '@rustine/domain';
import type { StepContext } from '../step-plugin.ts';
import type { Fetched, FetchContext } from './fetched.ts';
import { fetchGit } from './git/fetch-git.ts';
import { fetchGitHub } from './github/fetch-github.ts';
import { fetchHttp } from './http/fetch-http.ts';
import { fetchS3 } from './s3/fetch-s3.ts';

/** Brings a source into the staging folder. Throws DownloadError, or what the services throw. */
export async function fetchSource(source: DownloadSource, context: FetchContext, step: StepContext): Promise<Fetched> {
  switch (source.type) {
    case 'HTTP':
      return await fetchHttp(source, context);
    case 'S3':
      return await fetchS3(source, context);
    case 'Git':
      return await fetchGit(source, context, step);
    case 'GitHub':
      return await fetchGitHub(source, context);
    case 'SSMDocument': {
      const { name, content } = await context.services.fetchDocument(source, context.signal);
      const path = join(context.staging, 'document');
      await writeFile(path, content, { mode: 0o700, flush: true });
      return { kind: 'file', name: `${name}.json`, path };
    }
    default:
      return source satisfies never;
  }
}
