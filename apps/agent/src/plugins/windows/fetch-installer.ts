import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFile } from '../../publish/describe-file.ts';
import { DownloadError } from '../download/download-error.ts';
import type { FetchContext } from '../download/fetched.ts';
import { fetchHttp } from '../download/http/fetch-http.ts';
import { openBudget } from '../download/spend-budget.ts';
import type { StepContext } from '../step-plugin.ts';

export interface Installer {
  /** An address or a path of this machine. */
  readonly source: string;
  readonly sourceHash: string | null;
  /** What its file is called, when it is downloaded. */
  readonly fileName: string;
}

/** What is fetched lies in a folder of the step's own. */
export function stagingOf({ stepFolder }: StepContext): string {
  return join(stepFolder, 'staging');
}

/** Brings a file that will be run to this machine and answers its path. Throws DownloadError, also for a wrong sum. */
export async function fetchInstaller(
  { source, sourceHash, fileName }: Installer,
  context: StepContext,
): Promise<string> {
  const path = /^https?:\/\//i.test(source) ? await fetchAway(source, { sourceHash, fileName, context }) : source;
  const sum = await describeFile(path);
  if (sum === null) throw new DownloadError(`there is no file ${source}`);
  if (sourceHash !== null && sum.sha256 !== sourceHash) {
    throw new DownloadError(
      `${source} has the SHA-256 ${sum.sha256}, not ${sourceHash}: it is not the file that was meant`,
    );
  }
  return path;
}

interface Away {
  readonly sourceHash: string | null;
  readonly fileName: string;
  readonly context: StepContext;
}

async function fetchAway(source: string, { sourceHash, fileName, context }: Away): Promise<string> {
  if (/^http:/i.test(source) && sourceHash === null) {
    throw new DownloadError(`${source} is not protected on its way; give its sourceHash, or an address of https`);
  }
  const { services, signal } = context;
  const staging = stagingOf(context);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { mode: 0o700 });
  const fetching: FetchContext = { staging, budget: openBudget(services.downloads), services, signal };
  const plain = { type: 'HTTP', authMethod: 'None', username: null, password: null } as const;
  const { path } = await fetchHttp({ ...plain, url: source }, fetching);
  // Windows tells what a file is by its name.
  const named = join(staging, fileName);
  await rename(path, named);
  return named;
}
