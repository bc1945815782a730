import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Account } from './account.ts';
import { canTraverse } from './can-traverse.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

export interface Binaries {
  /** Directory with `bin`, `lib` and `share`. */
  readonly nativeDir: string;
  /** As in `PG_VERSION`: "18". */
  readonly majorVersion: string;
}

const PARTIAL = 'partial-';
const PARTIAL_LIFE_MS = 3_600_000;

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the PostgreSQL binaries that npm brought, ready to run as `account`: with their library links made (npm makes
 * them in an install script, which many people switch off) and, when the account cannot reach node_modules or the
 * links cannot be made there, as a copy under the staging root.
 *
 * @throws EmbeddedPostgresError `binaries-missing` when npm has none for this platform.
 */
export async function readyBinaries(
  account: Account,
  { stagingRoot, packageDir = findPackage() }: { stagingRoot: string; packageDir?: string },
): Promise<Binaries> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')));
  const majorVersion = version.split('.')[0] ?? version;
  const nativeDir = join(packageDir, 'native');
  if (canTraverse(nativeDir, account) && (await hydrateLinks(packageDir))) {
    return { nativeDir, majorVersion };
  }
  return { nativeDir: await stageBinaries(packageDir, version, stagingRoot), majorVersion };
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'binaries-missing',
      `${name} is not installed: run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own`,
      { cause },
    );
  }
}

/** Makes the links that are missing; false when the package directory is not ours to write. */
export async function hydrateLinks(packageDir: string): Promise<boolean> {
  const links = Links.parse(JSON.parse(await readFile(join(packageDir, 'native/pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if (existsSync(path)) {
      continue;
    }
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Another starter may have made the link between the look and the leap.
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
        return false;
      }
      if (code !== 'EEXIST') {
        throw error;
      }
    }
  }
  return true;
}

/** Copies the binaries once for each version; the rename makes a half copy of a killed process invisible. */
async function stageBinaries(packageDir: string, version: string, stagingRoot: string): Promise<string> {
  const target = join(stagingRoot, `postgresql-${version}-${process.arch}`);
  if (!existsSync(target)) {
    await mkdir(stagingRoot, { recursive: true, mode: 0o755 });
    await chmod(stagingRoot, 0o755);
    await removeOldPartials(stagingRoot);
    const partial = await mkdtemp(join(stagingRoot, PARTIAL));
    await chmod(partial, 0o755);
    await cp(join(packageDir, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
    await hydrateLinks(partial);
    await rename(partial, target).catch(async (error: NodeJS.ErrnoException) => {
      await rm(partial, { recursive: true, force: true });
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
        throw error;
      }
    });
  }
  return join(target, 'native');
}

/** A copy takes seconds, so one of an hour ago belongs to a process that was killed. */
async function removeOldPartials(stagingRoot: string): Promise<void> {
  for (const name of await readdir(stagingRoot)) {
    const path = join(stagingRoot, name);
    if (name.startsWith(PARTIAL) && (await stat(path)).mtimeMs < Date.now() - PARTIAL_LIFE_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
