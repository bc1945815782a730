import { downloadContent } from './download-content.ts';
import { applications, configurePackage, psModule } from './packages.ts';
import type { InputContract } from './read-inputs.ts';
import { publishReports, softwareInventory } from './reports.ts';
import { runDocumentInputs } from './run-document.ts';
import { runScript } from './run-script.ts';

/** The inputs of every action that documents may name. */
export const inputContracts: ReadonlyMap<string, InputContract<unknown>> = new Map<string, InputContract<unknown>>([
  ['aws:runShellScript', runScript],
  ['aws:runPowerShellScript', runScript],
  ['aws:downloadContent', downloadContent],
  ['aws:runDocument', runDocumentInputs],
  ['aws:softwareInventory', softwareInventory],
  ['aws:configurePackage', configurePackage],
  ['aws:applications', applications],
  ['aws:psModule', psModule],
  ['rustine:publishReports', publishReports],
]);
