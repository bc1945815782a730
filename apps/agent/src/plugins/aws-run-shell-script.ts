import { runScript } from './script/run-script.ts';
import type { StepPlugin } from './step-plugin.ts';

/** Runs a document's shell lines. */
export const awsRunShellScript: StepPlugin = {
  exclusive: true,
  run: (context) => runScript(context, 'aws:runShellScript'),
};
