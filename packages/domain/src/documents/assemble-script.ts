import type { Platform } from './document.ts';
import type { ScriptStep } from './script-for.ts';

/** The actions that run a script. */
export type ScriptAction = 'aws:runShellScript' | 'aws:runPowerShellScript';

export function isScriptAction(action: string): action is ScriptAction {
  return action === 'aws:runShellScript' || action === 'aws:runPowerShellScript';
}

/** A script as it lies on the disk, and the program that runs it. */
export interface AssembledScript {
  readonly fileName: '_script.sh' | '_script.ps1';
  /** Byte for byte what the file holds. */
  readonly content: Uint8Array;
  /** The first of them that exists runs it; `%SystemRoot%` stands for Windows' own folder. */
  readonly programs: readonly [string, ...string[]];
  /** The program's arguments for a script at that path. */
  readonly args: (path: string) => readonly string[];
  /** What is to differ from the agent's own environment: a value, or null for a variable that is taken out. */
  readonly environment: Readonly<Record<string, string | null>>;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Windows PowerShell reads a file without the mark in the system's code page, so accents would break. */
const windowsArguments = [
  '-InputFormat',
  'None',
  '-Noninteractive',
  '-NoProfile',
  '-ExecutionPolicy',
  'unrestricted',
  '-f',
];

/**
 * Lays a script out as Amazon's agent does (pluginutil, runscript, executers): a shell script as it is, so that a shebang
 * at its first byte counts; a PowerShell script behind a UTF-8 byte order mark on every platform. Nothing is added
 * in front or behind: no `set -e`, no exit of the last command's code.
 */
export function assembleScript(
  script: ScriptStep,
  { action, platform }: { readonly action: ScriptAction; readonly platform: Platform },
): AssembledScript {
  const encoder = new TextEncoder();
  switch (action) {
    case 'aws:runShellScript':
      return {
        fileName: '_script.sh',
        content: encoder.encode(script.text),
        programs: ['/bin/sh'],
        args: (path) => ['-c', path],
        environment: script.environment,
      };
    case 'aws:runPowerShellScript': {
      const file = { fileName: '_script.ps1', content: encoder.encode(BYTE_ORDER_MARK + script.text) } as const;
      if (platform === 'windows') {
        return {
          ...file,
          programs: ['%SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
          args: (path) => [...windowsArguments, path],
          environment: script.environment,
        };
      }
      return {
        ...file,
        programs: ['/usr/bin/powershell', '/usr/bin/pwsh'],
        args: (path) => ['-f', path],
        // PowerShell on Unix wants a home for its profile, and writes terminal codes when there is a terminal.
        environment: { HOME: '/', TERM: null, ...script.environment },
      };
    }
    default:
      return action satisfies never;
  }
}
