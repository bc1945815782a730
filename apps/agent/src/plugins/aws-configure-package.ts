import { configurePackage, readInputs } from '@rustine/domain';
import { changePackage, PackageError } from './packages/change-package.ts';
import { chooseManager } from './packages/choose-manager.ts';
import { ToolEndedError } from './packages/run-tool.ts';
import type { StepPlugin } from './step-plugin.ts';

const SECONDS_MAX = 3600;

/** No option, no pattern, no path and no order in disguise, to any package manager. */
const packageName = /^[A-Za-z0-9][A-Za-z0-9+._-]*$/;
const packageVersion = /^[A-Za-z0-9][A-Za-z0-9+.:~^_-]*$/;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Installs or removes a package of the system's own package manager, and looks afterwards whether it is so. */
export const awsConfigurePackage: StepPlugin = {
  exclusive: true,
  async run(context) {
    const read = readInputs(configurePackage, context.inputs);
    if (read.inputs === undefined)
      return { kind: 'not-run', reason: read.faults.map(({ message }) => message).join(' ') };
    const { name, version, additionalArguments } = read.inputs;
    if (context.platform !== 'linux') {
      return {
        kind: 'not-run',
        reason: `${context.platform} has no package manager for it; use aws:applications or a script`,
      };
    }
    if (!packageName.test(name) || (version !== null && !packageVersion.test(version))) {
      return { kind: 'not-run', reason: `${name} ${version ?? ''} cannot be the name and version of a package here` };
    }
    const odd = Object.keys(additionalArguments).find((key) => !variableName.test(key));
    if (odd !== undefined) return { kind: 'not-run', reason: `${odd} of additionalArguments is no name of a variable` };
    const manager = chooseManager(context.baseEnvironment['PATH'] ?? '');
    if (manager === null) return { kind: 'not-run', reason: 'this machine has no apt, dnf, yum or zypper' };
    try {
      const found = await changePackage(context, { inputs: read.inputs, manager, secondsMax: SECONDS_MAX });
      context.onOutput('stdout', Buffer.from(`${found}\n`));
      return { kind: 'exited', exitCode: 0 };
    } catch (error) {
      if (error instanceof ToolEndedError) {
        return error.how === 'aborted' ? { kind: 'canceled' } : { kind: 'timed-out', afterSeconds: SECONDS_MAX };
      }
      if (error instanceof PackageError) return { kind: 'failed', state: 'FAILED', reason: error.message };
      throw error;
    }
  },
};
