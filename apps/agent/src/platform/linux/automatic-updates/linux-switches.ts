import { existsSync } from 'node:fs';
import { runTool } from '../../../process/run-tool.ts';
import type { UpdateSwitches } from '../../update-switches.ts';
import { readAptFile, setAptFile } from './apt-file.ts';
import { isActive, parseUnits, switchesOf, UNIT_PROPERTIES, type UnitState } from './read-units.ts';
import { STARTERS, UPDATERS, WATCHER } from './units.ts';

const TOOL_MS_MAX = 60_000;

export interface LinuxPlaces {
  readonly systemctl: string;
  /** There while systemd is the machine's first process (sd_booted(3)). */
  readonly booted: string;
  readonly aptFile: string;
}

const places: LinuxPlaces = {
  systemctl: 'systemctl',
  booted: '/run/systemd/system',
  aptFile: '/etc/apt/apt.conf.d/99-rustine-hold',
};

export function openLinuxSwitches({ systemctl, booted, aptFile }: LinuxPlaces = places): UpdateSwitches {
  const ask = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runTool(systemctl, args, TOOL_MS_MAX);
    if (code === 0) return stdout;
    throw new Error(`systemctl ${args.join(' ')} failed: ${stderr.trim() || `it ended with ${code}`}`);
  };
  const showUnits = async (): Promise<UnitState[]> => {
    if (!existsSync(booted)) return [];
    return parseUnits(await ask('show', `--property=${UNIT_PROPERTIES.join(',')}`, ...STARTERS, ...UPDATERS));
  };
  const stop = async (unit: string) => {
    if (unit === WATCHER) {
      await ask('kill', '--kill-who=main', '--signal=KILL', unit);
      await ask('stop', unit);
      await ask('reset-failed', unit).catch(() => undefined);
      // Not waited for: what runs there may take its time to end well.
    } else await ask('stop', '--no-block', unit);
  };
  return {
    async read() {
      const units = await showUnits();
      const isUpdater = ({ Id = '' }: UnitState) => UPDATERS.includes(Id);
      return {
        readings: [...units.filter((unit) => !isUpdater(unit)).flatMap(switchesOf), ...readAptFile(aptFile)],
        underWay: units.filter((unit) => isUpdater(unit) && isActive(unit)).map(({ Id = '' }) => Id),
      };
    },
    async set(key, value) {
      const [kind = '', subject = ''] = key.split(/ (.*)/s, 2);
      switch (`${kind} ${kind === 'file' ? '' : value}`) {
        case 'file ':
          setAptFile(subject, value);
          return;
        case 'unit-active inactive':
          await stop(subject);
          return;
        case 'unit-active active':
          await ask('start', subject);
          return;
        case 'unit-mask masked':
          await ask('mask', '--quiet', subject);
          return;
        case 'unit-mask unmasked':
          await ask('unmask', '--quiet', subject);
          return;
        case 'unit-enabled disabled':
          await ask('disable', '--quiet', subject);
          return;
        case 'unit-enabled enabled':
          await ask('enable', '--quiet', subject);
          return;
        case 'unit-enabled enabled-runtime':
          await ask('enable', '--runtime', '--quiet', subject);
          return;
        default:
          throw new Error(`${value} is nothing that this agent can set`);
      }
    },
  };
}
