import { runTool } from '../../../process/run-tool.ts';
import type { ServiceState } from '../../service-manager.ts';
import { UNIT } from './places.ts';

const absent: ServiceState = {
  installed: false,
  words: 'not installed',
  running: false,
  enabled: false,
  pid: null,
};

/** What systemd says of the agent's unit; also without root. A machine without systemd has none. */
export async function readServiceState(): Promise<ServiceState> {
  const properties = 'LoadState,ActiveState,SubState,UnitFileState,MainPID,Result';
  const { code, stdout } = await runTool('systemctl', ['show', '--property', properties, UNIT], 20_000);
  if (code !== 0) return absent;
  const values = Object.fromEntries(stdout.split('\n').map((line) => line.split('=', 2))) as Record<string, string>;
  if (values['LoadState'] !== 'loaded') return absent;
  const { ActiveState: active = 'unknown', SubState: sub = 'unknown', Result: result = 'success' } = values;
  const pid = Number(values['MainPID'] ?? 0);
  return {
    installed: true,
    words: `${active} (${sub})${result === 'success' ? '' : `, last result: ${result}`}`,
    running: active === 'active',
    enabled: values['UnitFileState'] === 'enabled',
    pid: pid > 0 ? pid : null,
  };
}
