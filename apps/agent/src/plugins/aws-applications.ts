import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { applications, readInputs, type ApplicationsInputs, type StepExit } from '@rustine/domain';
import { runProcess } from '../process/run-process.ts';
import { DownloadError } from './download/download-error.ts';
import { toStepExit } from './script/run-script.ts';
import type { StepContext, StepPlugin } from './step-plugin.ts';
import { fetchInstaller, stagingOf } from './windows/fetch-installer.ts';
import { settleMsi } from './windows/msi-codes.ts';
import { splitWords } from './windows/split-words.ts';

const SECONDS_MAX = 3600;

const modes = { Install: '/i', Repair: '/fa', Uninstall: '/x' } as const satisfies Record<
  ApplicationsInputs['action'],
  string
>;

/** Installs, repairs or removes an MSI package on Windows, without questions and without a reboot of its own. */
export const awsApplications: StepPlugin = {
  exclusive: true,
  async run(context) {
    if (context.platform !== 'windows') {
      return {
        kind: 'not-run',
        reason: `MSI packages are for Windows; on ${context.platform} use aws:configurePackage`,
      };
    }
    const read = readInputs(applications, context.inputs);
    if (read.inputs === undefined)
      return { kind: 'not-run', reason: read.faults.map(({ message }) => message).join(' ') };
    try {
      const path = await fetchInstaller({ ...read.inputs, fileName: 'package.msi' }, context);
      return await runInstaller(context, { path, inputs: read.inputs });
    } catch (error) {
      if (context.signal.aborted) return { kind: 'canceled' };
      if (error instanceof DownloadError) return { kind: 'failed', state: 'FAILED', reason: `${error.message}.` };
      throw error;
    } finally {
      await rm(stagingOf(context), { recursive: true, force: true });
    }
  },
};

async function runInstaller(
  context: StepContext,
  { path, inputs }: { readonly path: string; readonly inputs: ApplicationsInputs },
): Promise<StepExit> {
  const { action, parameters } = inputs;
  const root = context.baseEnvironment['SystemRoot'] ?? 'C:\\Windows';
  const log = join(context.stepFolder, 'msiexec.log');
  const end = await runProcess({
    file: `${root}\\System32\\msiexec.exe`,
    args: [modes[action], path, '/quiet', '/norestart', '/log', log, ...splitWords(parameters)],
    cwd: context.stepFolder,
    env: { ...context.baseEnvironment, ...context.agentEnvironment },
    timeoutMs: SECONDS_MAX * 1000,
    graceMs: context.graceMs,
    signal: context.signal,
    onStarted: context.onStarted,
    onOutput: context.onOutput,
  });
  return end.how === 'exited' ? settleMsi(end.exitCode, action) : toStepExit(end, SECONDS_MAX);
}
