import { runScript } from './script/run-script.ts';
import type { StepPlugin } from './step-plugin.ts';

/** Runs a document's PowerShell lines: with powershell.exe on Windows, with pwsh elsewhere if it is there. */
export const awsRunPowerShellScript: StepPlugin = {
  exclusive: true,
  run: (context) => runScript(context, 'aws:runPowerShellScript'),
};
