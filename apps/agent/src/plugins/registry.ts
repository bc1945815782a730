import { awsRunShellScript } from './aws-run-shell-script.ts';
import type { StepPlugin } from './step-plugin.ts';

const plugins: Readonly<Record<string, StepPlugin>> = {
  'aws:runShellScript': awsRunShellScript,
};

/** Null for an action that this agent has no plugin for. */
export function findPlugin(action: string): StepPlugin | null {
  return Object.hasOwn(plugins, action) ? (plugins[action] ?? null) : null;
}
