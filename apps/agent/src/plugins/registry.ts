import { awsApplications } from './aws-applications.ts';
import { awsConfigurePackage } from './aws-configure-package.ts';
import { awsDownloadContent } from './aws-download-content.ts';
import { awsPsModule } from './aws-ps-module.ts';
import { awsRunDocument } from './aws-run-document.ts';
import { awsRunPowerShellScript } from './aws-run-powershell-script.ts';
import { awsRunShellScript } from './aws-run-shell-script.ts';
import { awsSoftwareInventory } from './aws-software-inventory.ts';
import { guardPlugin } from './guard-plugin.ts';
import { rustinePublishReports } from './rustine-publish-reports.ts';
import type { StepPlugin } from './step-plugin.ts';

const plugins: Readonly<Record<string, StepPlugin>> = {
  'aws:runShellScript': awsRunShellScript,
  'aws:runPowerShellScript': awsRunPowerShellScript,
  'aws:downloadContent': awsDownloadContent,
  'aws:runDocument': awsRunDocument(findPlugin),
  'aws:softwareInventory': awsSoftwareInventory(findPlugin),
  'aws:configurePackage': awsConfigurePackage,
  'aws:applications': awsApplications,
  'aws:psModule': awsPsModule,
  'rustine:publishReports': rustinePublishReports,
};

/** Null for an action that this agent has no plugin for. */
export function findPlugin(action: string): StepPlugin | null {
  const plugin = Object.hasOwn(plugins, action) ? plugins[action] : undefined;
  return plugin === undefined ? null : guardPlugin(plugin);
}
