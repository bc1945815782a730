import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { psModule, readInputs, type PsModuleInputs } from '@rustine/domain';
import { DownloadError } from './download/download-error.ts';
import { placeFetched } from './download/place-fetched.ts';
import { openBudget } from './download/spend-budget.ts';
import { runScriptStep } from './script/run-script.ts';
import type { StepContext, StepPlugin } from './step-plugin.ts';
import { fetchInstaller, stagingOf } from './windows/fetch-installer.ts';
import { unpackZip } from './windows/unpack-zip.ts';

/** Unpacks a PowerShell module into the folder of modules of Windows, then runs lines that use it. */
export const awsPsModule: StepPlugin = {
  exclusive: true,
  async run(context) {
    if (context.platform !== 'windows') {
      return {
        kind: 'not-run',
        reason: `the folder of modules is a matter of Windows, and this is ${context.platform}`,
      };
    }
    const read = readInputs(psModule, context.inputs);
    if (read.inputs === undefined)
      return { kind: 'not-run', reason: read.faults.map(({ message }) => message).join(' ') };
    try {
      if (read.inputs.source !== '') await installModule(read.inputs, context);
    } catch (error) {
      if (context.signal.aborted) return { kind: 'canceled' };
      if (error instanceof DownloadError) return { kind: 'failed', state: 'FAILED', reason: `${error.message}.` };
      throw error;
    } finally {
      await rm(stagingOf(context), { recursive: true, force: true });
    }
    return await runScriptStep(context, 'aws:runPowerShellScript', read.inputs.script);
  },
};

async function installModule({ source, sourceHash }: PsModuleInputs, context: StepContext): Promise<void> {
  const archive = await fetchInstaller({ source, sourceHash, fileName: 'module.zip' }, context);
  const unpacked = join(stagingOf(context), 'unpacked');
  const { services, signal } = context;
  await unpackZip(archive, { to: unpacked, budget: openBudget(services.downloads), signal });
  const root = context.baseEnvironment['SystemRoot'] ?? 'C:\\Windows';
  const modules = join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'Modules');
  await placeFetched({ kind: 'tree', path: unpacked }, { path: modules, isFolder: true });
}
