import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadContent, readInputs, type DownloadContentInputs, type StepExit } from '@rustine/domain';
import { describeFileFault } from '../process/describe-file-fault.ts';
import { chooseDestination } from './download/destination.ts';
import { DownloadError } from './download/download-error.ts';
import { fetchSource } from './download/fetch-source.ts';
import { placeFetched } from './download/place-fetched.ts';
import { openBudget } from './download/spend-budget.ts';
import { DocumentRefusedError } from './run-document/document-refused-error.ts';
import type { StepContext, StepPlugin } from './step-plugin.ts';

/**
 * Downloads files for the steps that come after it. All is fetched into a folder of the step's own first, so that what
 * breaks off, or is ended, leaves nothing at the destination.
 */
export const awsDownloadContent: StepPlugin = {
  exclusive: false,
  async run(context) {
    const read = readInputs(downloadContent, context.inputs);
    if (read.inputs === undefined)
      return { kind: 'not-run', reason: read.faults.map(({ message }) => message).join(' ') };
    const { secondsMax } = context.services.downloads;
    const timeout = AbortSignal.timeout(secondsMax * 1000);
    const staging = join(context.stepFolder, 'staging');
    try {
      await rm(staging, { recursive: true, force: true });
      await mkdir(staging, { mode: 0o700 });
      return await download(read.inputs, { context, staging, signal: AbortSignal.any([context.signal, timeout]) });
    } catch (error) {
      if (context.signal.aborted) return { kind: 'canceled' };
      if (timeout.aborted) return { kind: 'timed-out', afterSeconds: secondsMax };
      return { kind: 'failed', state: 'FAILED', reason: describe(error, staging) };
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  },
};

interface Download {
  readonly context: StepContext;
  readonly staging: string;
  readonly signal: AbortSignal;
}

async function download(
  { source, destinationPath }: DownloadContentInputs,
  { context, staging, signal }: Download,
): Promise<StepExit> {
  const { services } = context;
  const destination = chooseDestination(destinationPath, context.invocationFolder);
  const budget = openBudget(services.downloads);
  const fetched = await fetchSource(source, { staging, budget, services, signal }, context);
  signal.throwIfAborted();
  await placeFetched(fetched, destination);
  context.onOutput('stdout', Buffer.from(`Content downloaded to ${destination.path}\n`));
  return { kind: 'exited', exitCode: 0 };
}

function describe(error: unknown, staging: string): string {
  if (error instanceof DownloadError || error instanceof DocumentRefusedError) {
    return `The download failed: ${error.message.replace(/\.?$/, '.')}`;
  }
  if (error instanceof Error && 'syscall' in error) return `The download failed: ${describeFileFault(error, staging)}.`;
  throw error;
}
