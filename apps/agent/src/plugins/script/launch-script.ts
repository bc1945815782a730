import type { AssembledScript, Platform, ScriptAction } from '@rustine/domain';
import { findProgram } from '../../process/find-program.ts';

/** A program, its arguments, and whether it waits for the agent's word on descriptor 3 before it does anything. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly gated: boolean;
}

/** If the agent dies before it has journalled the process, the read fails and nothing runs. */
const GATE = 'IFS= read -r word <&3 || exit 125; exec 3<&-';

/** Runs the script the way `sh -c <path>` does (a shebang counts, a file without one is read by the shell), spaces in its path or not. */
const RUN_FILE = `${GATE}; "$0"`;
const RUN_PROGRAM = `${GATE}; exec "$@"`;

export interface LaunchContext {
  readonly action: ScriptAction;
  readonly platform: Platform;
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How a script that lies at `path` is started; or why it cannot be. */
export function launchScript(
  script: AssembledScript,
  { action, platform, path, environment }: LaunchContext,
): Launch | { readonly fault: string } {
  switch (action) {
    case 'aws:runShellScript':
      return { file: '/bin/sh', args: ['-c', RUN_FILE, path], gated: true };
    case 'aws:runPowerShellScript': {
      const program = findPowerShell(script, environment);
      if (program === null) {
        return {
          fault: 'PowerShell is not installed on this machine (no powershell and no pwsh was found); install it',
        };
      }
      // Windows has no shell of ours to hold the gate.
      if (platform === 'windows') return { file: program, args: script.args(path), gated: false };
      return { file: '/bin/sh', args: ['-c', RUN_PROGRAM, 'sh', program, ...script.args(path)], gated: true };
    }
    default:
      return action satisfies never;
  }
}

/** Where Amazon's agent looks for it; then, beyond that, on the path, since packages put it elsewhere too. */
function findPowerShell(script: AssembledScript, environment: Readonly<Record<string, string>>): string | null {
  const root = environment['SystemRoot'] ?? 'C:\\Windows';
  for (const program of [...script.programs.map((each) => each.replace('%SystemRoot%', () => root)), 'pwsh']) {
    const found = findProgram(program, environment['PATH'] ?? '');
    if (found !== null) return found;
  }
  return null;
}
