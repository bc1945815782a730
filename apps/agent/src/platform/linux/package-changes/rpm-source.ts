import { statSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../../process/run-tool.ts';
import type { PackageSource } from '../../package-source.ts';
import { holderOf } from '../look-at-packages.ts';
import { compareInstalled } from './compare-installed.ts';
import { INSTALLED_FORMAT, parseInstalled, type Installed } from './parse-installed.ts';

const FOLDERS = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'];
/** Of rpm's three kinds of database; a log beside SQLite's holds what is not in it yet. */
const FILES = ['rpmdb.sqlite', 'rpmdb.sqlite-wal', 'Packages.db', 'Packages'];

interface Cursor {
  /** Sizes and times of the database's files. */
  readonly stamp: string;
  readonly packages: readonly Installed[];
}

/**
 * Compares the rpm database with how it was. The logs of dnf 4, dnf 5, yum and zypper each have another form, and none
 * has what `rpm -U` did by hand; the database has it all.
 */
export function openRpmSource({ folders = FOLDERS, query = [] }: RpmPlaces = {}): PackageSource {
  return {
    name: 'rpm',
    async read(text) {
      // Before the query: what changes during it is then seen the next time.
      const { stamp, changedAt } = look(folders);
      const before = text === null ? null : (JSON.parse(text) as Cursor);
      if (stamp === '' || stamp === before?.stamp) return null;
      // A transaction that is under way has old and new side by side.
      if (folders.some((folder) => holderOf(join(folder, '.rpm.lock')) !== null)) return null;
      const { code, stdout, stderr } = await runTool('rpm', [...query, '-qa', '--queryformat', INSTALLED_FORMAT]);
      if (code !== 0) throw new Error(`rpm -qa failed: ${stderr.trim() || `it ended with ${code}`}`);
      const packages = parseInstalled(stdout);
      const cursor = JSON.stringify({ stamp, packages } satisfies Cursor);
      return { cursor, changes: before === null ? [] : compareInstalled(before.packages, packages, changedAt) };
    },
  };
}

interface RpmPlaces {
  readonly folders?: readonly string[];
  /** Options for the query, of a database elsewhere. */
  readonly query?: readonly string[];
}

/** An empty stamp when there is no database; `changedAt` in seconds since the epoch. */
function look(folders: readonly string[]): { stamp: string; changedAt: number } {
  const seen = new Set<number>();
  const files = folders.flatMap((folder) =>
    FILES.flatMap((name) => {
      const status = statSync(join(folder, name), { throwIfNoEntry: false });
      // One folder is often a link to the other; an empty log comes and goes with each reader.
      if (status === undefined || status.size === 0 || seen.has(status.ino)) return [];
      seen.add(status.ino);
      return [status];
    }),
  );
  return {
    stamp: files.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(', '),
    changedAt: Math.floor(Math.max(0, ...files.map(({ mtimeMs }) => mtimeMs)) / 1000),
  };
}
