import { join } from 'node:path';
import type { DownloadSource } from '@rustine/domain';
import { splitMember } from '../check-member.ts';
import { DownloadError } from '../download-error.ts';
import type { Fetched, FetchContext } from '../fetched.ts';
import { requireGood } from '../http/open-stream.ts';
import { saveStream } from '../save-stream.ts';
import { listObjects } from './list-objects.ts';
import { s3Opener } from './open-s3.ts';
import { readS3Path } from './read-s3-path.ts';

/** Downloads an object, or all objects below a prefix. Throws DownloadError. */
export async function fetchS3(
  { path }: Extract<DownloadSource, { type: 'S3' }>,
  context: FetchContext,
): Promise<Fetched> {
  const place = readS3Path(path, context.services.downloads.s3);
  const open = s3Opener(place, context);
  const { bucket, key } = place;
  const root = join(context.staging, 'objects');
  if (key !== '' && !key.endsWith('/')) {
    const response = await open(key);
    // A store tells one who may not list that an object is forbidden when it is not there.
    if (![403, 404].includes(response.statusCode ?? 0)) {
      await requireGood(response, `the object ${key} of bucket ${bucket}`);
      await saveStream(response, root, context);
      return { kind: 'file', name: splitMember(key.split('/').at(-1) ?? '').join(''), path: root };
    }
    response.destroy();
  }
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
  let count = 0;
  for await (const each of listObjects(open, prefix)) {
    const member = each.slice(prefix.length);
    // Tools mark empty folders by objects whose keys end so.
    if (member === '' || member.endsWith('/')) continue;
    const to = join(root, ...splitMember(member));
    const response = await open(each);
    await requireGood(response, `the object ${each} of bucket ${bucket}`);
    await saveStream(response, to, context);
    count += 1;
  }
  if (count === 0)
    throw new DownloadError(
      `bucket ${bucket} has no object ${key || '(it is empty)'} that can be read, and none below it`,
    );
  return { kind: 'tree', path: root };
}
