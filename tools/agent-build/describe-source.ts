import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that decides what the agent's program is. */
const inputs = ['apps/agent', 'packages/contract', 'packages/domain', 'package-lock.json'];

/**
 * Version and the last commit that changed the program, so that a commit of something else does not make another agent.
 * `-dirty` tells of changes that are in no commit; the commit is null outside a repository.
 */
export function describeSource(root: string): { version: string; commit: string | null } {
  const { version } = JSON.parse(readFileSync(join(root, 'apps/agent/package.json'), 'utf8')) as { version: string };
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, ...args, '--', ...inputs], {
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const commit = git('log', '-1', '--format=%H');
    return { version, commit: git('status', '--porcelain') === '' ? commit : `${commit}-dirty` };
  } catch {
    return { version, commit: null };
  }
}
