import { join } from 'node:path';
import { runTool } from '../../../process/run-tool.ts';
import type { SwitchReading, UpdateSwitches } from '../../update-switches.ts';
import type { WindowsFolders } from '../task/task-places.ts';

/** The policy of Automatic Updates. An administrator's group policy may write the same values, also over ours. */
const POLICY = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU`;

/** NoAutoUpdate 1 turns Automatic Updates off; AUOptions 2 has older systems ask before they even download. */
const OFF: Readonly<Record<string, string>> = { NoAutoUpdate: 'REG_DWORD 0x1', AUOptions: 'REG_DWORD 0x2' };

export function openRegistrySwitches({ system }: Pick<WindowsFolders, 'system'>): UpdateSwitches {
  const reg = join(system, 'reg.exe');
  const readValue = async (name: string): Promise<SwitchReading> => {
    const { code, stdout, stderr } = await runTool(reg, ['query', POLICY, '/v', name]);
    if (code === null) throw new Error(`${reg} does not answer: ${stderr.trim()}`);
    return { key: `policy ${name}`, value: code === 0 ? parseValue(stdout, name) : null, off: OFF[name] ?? null };
  };
  return {
    async read() {
      const readings: SwitchReading[] = [];
      for (const name of Object.keys(OFF)) readings.push(await readValue(name));
      return { readings, underWay: [] };
    },
    async set(key, value) {
      const name = key.slice('policy '.length);
      const [type = '', data = ''] = value?.split(/ (.*)/s, 2) ?? [];
      const argv =
        value === null
          ? ['delete', POLICY, '/v', name, '/f']
          : ['add', POLICY, '/v', name, '/t', type, '/d', data, '/f'];
      const { code, stdout, stderr } = await runTool(reg, argv);
      if (code !== 0) throw new Error((stderr.trim() || stdout.trim() || `reg.exe ended with ${code}`).slice(0, 300));
    },
  };
}

/** Type and data of a value as `reg query /v` prints it, in any language; null when it is not there. */
export function parseValue(printed: string, name: string): string | null {
  for (const line of printed.split(/\r?\n/)) {
    const match = /^\s+(?<name>\S+)\s+(?<type>REG_[A-Z_]+)\s*(?<data>.*)$/.exec(line);
    if (match?.groups?.['name']?.toLowerCase() === name.toLowerCase())
      return `${match.groups['type']} ${match.groups['data']}`;
  }
  return null;
}
