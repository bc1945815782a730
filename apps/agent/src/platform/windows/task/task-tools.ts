import { join } from 'node:path';
import { runTool } from '../../../process/run-tool.ts';
import { ServiceError, type ServiceState } from '../../service-manager.ts';
import { TASK, type WindowsFolders } from './task-places.ts';

export interface TaskTools {
  /** Registers the task from a file (UTF-16), in the place of one that is there. Throws ServiceError. */
  register(definition: string): Promise<void>;
  unregister(): Promise<void>;
  start(): Promise<void>;
  /** Ends the agent; one that does not run is no error. */
  end(): Promise<void>;
  /** Lets only the system and administrators into a folder and all below it. Throws ServiceError. */
  restrict(folder: string): Promise<void>;
  state(): Promise<ServiceState>;
}

/** Words of schtasks are in the system's language, so the state is asked of PowerShell, as JSON. */
const STATE_SCRIPT = [
  "$task = Get-ScheduledTask -TaskPath '\\Rustine\\' -TaskName 'Agent' -ErrorAction SilentlyContinue",
  "if ($null -eq $task) { '{}'; exit 0 }",
  '$info = $task | Get-ScheduledTaskInfo',
  'ConvertTo-Json -Compress @{ state = [string]$task.State; enabled = [bool]$task.Settings.Enabled; lastResult = [string]$info.LastTaskResult }',
].join('; ');

/** Well-known security identifiers: LocalSystem and the group of administrators, whatever the language calls them. */
const OWNERS = ['*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'];

export function openTaskTools({ system }: Pick<WindowsFolders, 'system'>): TaskTools {
  const schtasks = join(system, 'schtasks.exe');
  const icacls = join(system, 'icacls.exe');
  const powershell = join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  return {
    register: async (definition) => void (await must(schtasks, '/Create', '/TN', TASK, '/XML', definition, '/F')),
    unregister: async () => void (await must(schtasks, '/Delete', '/TN', TASK, '/F')),
    start: async () => void (await must(schtasks, '/Run', '/TN', TASK)),
    end: async () => void (await runTool(schtasks, ['/End', '/TN', TASK])),
    restrict: async (folder) => void (await must(icacls, folder, '/inheritance:r', '/grant:r', ...OWNERS)),
    async state() {
      const asked = await runTool(powershell, ['-NoProfile', '-NonInteractive', '-Command', STATE_SCRIPT]);
      return readTaskState(asked.code === 0 ? asked.stdout : '{}');
    },
  };
}

/** What Task Scheduler says of the task, from the answer of STATE_SCRIPT. */
export function readTaskState(answer: string): ServiceState {
  const { state, enabled, lastResult } = JSON.parse(answer) as {
    state?: string;
    enabled?: boolean;
    lastResult?: string;
  };
  if (state === undefined) {
    return { installed: false, words: 'not installed', running: false, enabled: false, pid: null };
  }
  const running = state === 'Running';
  // 267009: the task runs; 267011: it has not run yet.
  const ended = running || ['0', '267009', '267011'].includes(lastResult ?? '0') ? '' : `, last result: ${lastResult}`;
  return { installed: true, words: `${state.toLowerCase()}${ended}`, running, enabled: enabled === true, pid: null };
}

async function must(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runTool(program, args, 60_000);
  if (code === 0) return stdout;
  const said = (stderr.trim() || stdout.trim() || `it ended with ${code}`).replaceAll(/\s+/g, ' ');
  throw new ServiceError(
    `${program} ${args[0]} failed: ${said} Run it again as an administrator if it is about rights.`,
  );
}
