import { reportKinds, type ReportKind } from '@rustine/contract';
import type { InputContract } from './read-inputs.ts';

const switches = [
  'applications',
  'awsComponents',
  'networkConfig',
  'services',
  'windowsRoles',
  'windowsUpdates',
  'instanceDetailedInformation',
  'billingInfo',
  'customInventory',
] as const;

export interface SoftwareInventoryInputs {
  /** The parts of the inventory that are asked for. */
  readonly enabled: readonly (typeof switches)[number][];
  /** JSON text, as given: what files and registry keys to list. */
  readonly files: string;
  readonly windowsRegistry: string;
  readonly customInventoryDirectory: string;
}

/** aws:softwareInventory. */
export const softwareInventory: InputContract<SoftwareInventoryInputs> = {
  keys: [...switches, 'files', 'windowsRegistry', 'customInventoryDirectory'],
  read(reader) {
    // Amazon's documents write "Enabled"; an empty text means "not asked for".
    const enabled = switches.filter((key) => reader.text(key, { oneOf: ['Enabled', 'Disabled'] }) === 'Enabled');
    return {
      enabled,
      files: reader.text('files'),
      windowsRegistry: reader.text('windowsRegistry'),
      customInventoryDirectory: reader.text('customInventoryDirectory'),
    };
  },
};

export interface PublishReportsInputs {
  /** Kinds of report that must be there, else the step fails. Whatever else is there is published too. */
  readonly required: readonly ReportKind[];
}

/** rustine:publishReports: publishes what earlier steps have written, before the document goes on. */
export const publishReports: InputContract<PublishReportsInputs> = {
  keys: ['required'],
  read(reader) {
    const given = reader.texts('required');
    const required = given.flatMap((text) => reportKinds.find((kind) => kind === text) ?? []);
    if (required.length < given.length) {
      const unknown = given.filter((text) => !(reportKinds as readonly string[]).includes(text)).join(', ');
      const message = `There is no report ${unknown}; there are ${reportKinds.join(', ')}.`;
      if (!unknown.includes('{{') || !reader.defers) reader.fault('required', message);
    }
    return { required };
  },
};
