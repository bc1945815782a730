import { join } from 'node:path';
import { buildDeb, type Deb } from './build-deb.ts';
import { baseRelease, makeRepository, securityRelease, type Stanza } from './make-apt-root.ts';
import type { Machine } from './make-machine.ts';
import { serveFolder } from './serve-folder.ts';

export const updatesRelease: Stanza = { ...baseRelease, Suite: 'stable-updates', Codename: 'bookworm-updates' };

/** An HTTP server of real packages on loopback, which the machine shares. */
export interface Repositories extends AsyncDisposable {
  /** Where the packages of a repository are, so that a test can break one. */
  folderOf(repository: 'base' | 'security' | 'updates'): string;
  /** Fills a repository anew. */
  offer(repository: 'base' | 'security' | 'updates', debs: readonly Deb[]): void;
  /** Makes these repositories the machine's only sources. */
  useIn(machine: Machine, repositories: readonly ('base' | 'security' | 'updates')[]): Promise<void>;
}

const releases = { base: baseRelease, security: securityRelease, updates: updatesRelease };

export async function serveRepositories(folder: string): Promise<Repositories> {
  const served = await serveFolder(folder);
  return {
    folderOf: (repository) => join(folder, repository),
    offer: (repository, debs) => {
      const path = join(folder, repository);
      const packages = debs.map((deb) => buildDeb(path, deb));
      makeRepository(path, { packages, release: releases[repository] });
    },
    useIn: async (machine, repositories) => {
      const lines = repositories.map((name) => `deb [trusted=yes] http://127.0.0.1:${served.port}/${name} ./`);
      await machine.shell(`printf '%s\\n' '${lines.join("' '")}' >/etc/apt/sources.list`);
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}
