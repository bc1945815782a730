import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout, DownloadSource } from '@rustine/domain';
import { findProgram } from '../../../process/find-program.ts';
import { runProcess } from '../../../process/run-process.ts';
import type { StepContext } from '../../step-plugin.ts';
import { DownloadError } from '../download-error.ts';
import type { Fetched, FetchContext } from '../fetched.ts';
import { openGitAccess } from './open-git-access.ts';

type GitSource = Extract<DownloadSource, { type: 'Git' }>;

/** Nothing that a repository brings along is run, and it is read over protocols that cannot run anything either. */
const CAUTION = ['-c', 'core.hooksPath=/dev/null', '-c', 'protocol.ext.allow=never', '-c', 'credential.helper='];

/**
 * Clones a repository with the machine's own git and keeps its files; the repository's own folder stays behind. Throws
 * DownloadError.
 */
export async function fetchGit(source: GitSource, context: FetchContext, step: StepContext): Promise<Fetched> {
  const git = findProgram('git', step.baseEnvironment['PATH'] ?? '');
  if (git === null) throw new DownloadError('git is not installed on this machine');
  const access = await openGitAccess(source, { folder: join(context.staging, 'access'), context });
  const clone = join(context.staging, 'clone');
  await mkdir(clone, { recursive: true, mode: 0o700 });
  const run = async (args: readonly string[]) => {
    const end = await runProcess({
      file: git,
      args: [...CAUTION, ...args],
      cwd: clone,
      env: { ...step.baseEnvironment, ...step.agentEnvironment, ...access.environment },
      timeoutMs: context.services.downloads.secondsMax * 1000,
      graceMs: step.graceMs,
      signal: context.signal,
      onStarted: step.onStarted,
      onOutput: step.onOutput,
    });
    context.signal.throwIfAborted();
    if (end.how === 'exited' && end.exitCode === 0) return;
    const how = end.how === 'exited' ? `exit code ${end.exitCode}, see its output` : end.how;
    throw new DownloadError(`git ${args[0]} of ${access.shownUrl} failed (${how})`);
  };
  try {
    for (const args of commandsFor(source.checkout, { url: access.url, clone })) await run(args);
  } finally {
    await access.close();
  }
  await rm(join(clone, '.git'), { recursive: true, force: true });
  return { kind: 'tree', path: clone };
}

/** A branch needs its newest commit alone; for any other commit a server may want to be asked for all. */
export function commandsFor(
  checkout: Checkout | null,
  { url, clone }: { readonly url: string; readonly clone: string },
): string[][] {
  const all = ['clone', '--quiet', '--no-tags'];
  const name = checkout === null ? '' : 'branch' in checkout ? checkout.branch : checkout.commit;
  if (name.startsWith('-')) throw new DownloadError(`getOptions names ${name}, which is no branch and no commit`);
  if (checkout === null) return [[...all, '--depth=1', '--', url, clone]];
  if ('branch' in checkout) return [[...all, '--depth=1', `--branch=${name}`, '--', url, clone]];
  return [
    [...all, '--no-checkout', '--', url, clone],
    ['checkout', '--quiet', '--detach', name],
  ];
}
