import { readInputs, softwareInventory } from '@rustine/domain';
import { runNamed } from './aws-run-document.ts';
import type { FindPlugin, StepPlugin } from './step-plugin.ts';

/** Comes with the server; writes the report `software-inventory`. */
const INVENTORY = 'Rustine-CollectInventory';

/**
 * Collects the installed software by the document that the server has for it, signed like any other. The other parts of
 * Amazon's inventory have no report here; they are named and passed over.
 */
export function awsSoftwareInventory(findPlugin: FindPlugin): StepPlugin {
  return {
    // The package database is read between two changes of it, not in the middle of one.
    exclusive: true,
    async run(context) {
      const read = readInputs(softwareInventory, context.inputs);
      if (read.inputs === undefined)
        return { kind: 'not-run', reason: read.faults.map(({ message }) => message).join(' ') };
      const { enabled, files, windowsRegistry } = read.inputs;
      const others = [
        ...enabled.filter((part) => part !== 'applications'),
        ...(files === '' ? [] : ['files']),
        ...(windowsRegistry === '' ? [] : ['windowsRegistry']),
      ];
      if (others.length > 0) {
        context.onOutput('stdout', Buffer.from(`Passed over, for there is no report of it: ${others.join(', ')}\n`));
      }
      if (!enabled.includes('applications')) return { kind: 'exited', exitCode: 0 };
      const document = { type: 'SSMDocument', name: INVENTORY, version: null } as const;
      return await runNamed({ document, parameters: {} }, context, findPlugin);
    },
  };
}
