import { awsDownloadContent } from './aws-download-content.ts';
import { awsRunDocument } from './aws-run-document.ts';
import { awsRunPowerShellScript } from './aws-run-powershell-script.ts';
import { awsRunShellScript } from './aws-run-shell-script.ts';
import { rustinePublishReports } from './rustine-publish-reports.ts';
import type { StepPlugin } from './step-plugin.ts';

const plugins: Readonly<Record<string, StepPlugin>> = {
  'aws:runShellScript': awsRunShellScript,
  'aws:runPowerShellScript': awsRunPowerShellScript,
  'aws:downloadContent': awsDownloadContent,
  'aws:runDocument': awsRunDocument(findPlugin),
  'rustine:publishReports': rustinePublishReports,
};

/** Null for an action that this agent has no plugin for. */
export function findPlugin(action: string): StepPlugin | null {
  return Object.hasOwn(plugins, action) ? (plugins[action] ?? null) : null;
}
