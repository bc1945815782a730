import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { describeFileFault } from '../../process/describe-file-fault.ts';
import type { Destination } from './destination.ts';
import { DownloadError } from './download-error.ts';
import type { Fetched } from './fetched.ts';

/** What Amazon's agent gives to all that it downloads: its owner may also execute it. */
const MODE = 0o700;

/**
 * Moves what was fetched to its destination; each file is there whole or not at all. Files that are there are replaced,
 * others stay. Throws DownloadError.
 */
export async function placeFetched(fetched: Fetched, destination: Destination): Promise<void> {
  try {
    if (fetched.kind === 'tree') return await placeTree(fetched.path, { to: destination.path, way: '' });
    const path = destination.isFolder ? join(destination.path, fetched.name) : destination.path;
    await mkdir(dirname(path), { recursive: true, mode: MODE });
    await placeFile(fetched.path, path);
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(describeFileFault(error, destination.path), { cause: error });
  }
}

/** `way`: from the root of the tree to this folder. */
async function placeTree(from: string, { to, way }: { readonly to: string; readonly way: string }): Promise<void> {
  // The destination itself may be a link that its owner made; what lies in it may not, since others named that.
  const there = way === '' ? null : await lstat(to).catch(() => null);
  if (there?.isSymbolicLink()) throw new DownloadError(`${to} is a link, and nothing is written over links`);
  await mkdir(to, { recursive: true, mode: MODE });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    const inner = join(way, entry.name);
    if (entry.isDirectory()) await placeTree(source, { to: target, way: inner });
    else if (entry.isSymbolicLink()) await placeLink(source, { to: target, way: inner });
    else if (entry.isFile()) await placeFile(source, target);
    else throw new DownloadError(`${inner} is neither a file nor a folder`);
  }
}

/** A link may lead to another place of what was downloaded, and nowhere else. */
async function placeLink(from: string, { to, way }: { readonly to: string; readonly way: string }): Promise<void> {
  const aim = await readlink(from);
  const end = normalize(join(dirname(way), aim));
  if (isAbsolute(aim) || end === '..' || end.startsWith(`..${sep}`)) {
    throw new DownloadError(`the link ${way} leads out of what was downloaded, to ${aim}`);
  }
  await rm(to, { force: true });
  await symlink(aim, to);
}

async function placeFile(from: string, to: string): Promise<void> {
  await chmod(from, MODE);
  if ((await lstat(to).catch(() => null))?.isDirectory()) throw new DownloadError(`${to} is a folder, not a file`);
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyWhole(from, to);
  }
}

/** Another file system: the bytes go beside the file first, since a copy that breaks off would be half of it. */
async function copyWhole(from: string, to: string): Promise<void> {
  const part = join(dirname(to), `.${basename(to)}.rustine-part`);
  try {
    await rm(part, { force: true });
    await copyFile(from, part);
    await chmod(part, MODE);
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}
