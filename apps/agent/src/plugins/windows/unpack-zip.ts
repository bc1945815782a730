import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openPromise, type Entry } from 'yauzl';
import { splitMember } from '../download/check-member.ts';
import { DownloadError } from '../download/download-error.ts';
import { saveStream } from '../download/save-stream.ts';
import type { Budget } from '../download/spend-budget.ts';

const FILE_TYPE = 0o170000;
const LINK = 0o120000;

export interface Unpacking {
  readonly to: string;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

/** Unpacks an archive into a folder, in bounded memory, with nothing that leads out of it. Throws DownloadError. */
export async function unpackZip(path: string, { to, ...limits }: Unpacking): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  try {
    const archive = await openPromise(path);
    for await (const entry of archive.eachEntry()) {
      const name = entry.fileName.replace(/\/$/, '');
      const place = join(to, ...splitMember(name));
      if (entry.fileName.endsWith('/')) await mkdir(place, { recursive: true, mode: 0o700 });
      else if (isLink(entry)) throw new DownloadError(`the archive holds a link, ${name}`);
      else await saveStream(await archive.openReadStreamPromise(entry), place, limits);
    }
  } catch (error) {
    if (limits.signal.aborted || error instanceof DownloadError) throw error;
    throw new DownloadError(`the archive cannot be unpacked: ${(error as Error).message}`, { cause: error });
  }
}

/** The upper half of the attributes is the mode that a Unix archiver saw. */
function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & FILE_TYPE) === LINK;
}
