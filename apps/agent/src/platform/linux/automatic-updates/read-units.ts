import type { SwitchReading } from '../../update-switches.ts';

/** Of `systemctl show`. */
export const UNIT_PROPERTIES = ['Id', 'LoadState', 'ActiveState', 'UnitFileState', 'FragmentPath'] as const;

export type UnitState = Readonly<Partial<Record<(typeof UNIT_PROPERTIES)[number], string>>>;

/** The units of an answer of `systemctl show --property=…`, which has an empty line between two of them. */
export function parseUnits(answer: string): UnitState[] {
  return answer
    .split(/\n{2,}/)
    .map((block) => Object.fromEntries(block.split('\n').map((line) => line.split(/=(.*)/s, 2))) as UnitState)
    .filter(({ Id, LoadState }) => Id !== undefined && LoadState !== 'not-found');
}

export function isActive({ ActiveState }: UnitState): boolean {
  return ActiveState === 'active' || ActiveState === 'activating' || ActiveState === 'reloading';
}

/**
 * The switches of a unit: that it runs, and that it starts with the machine. A mask holds against all that might start the
 * unit, through a reboot and an upgrade of its package, and its removal leaves the links of `enable` as they were; so it
 * is masked rather than disabled. It cannot be where the unit's own file lies in the place of the mask.
 */
export function switchesOf(unit: UnitState): SwitchReading[] {
  const { Id: id = '', LoadState, UnitFileState: file = '', FragmentPath: path = '' } = unit;
  const runs: SwitchReading = {
    key: `unit-active ${id}`,
    value: isActive(unit) ? 'active' : 'inactive',
    off: 'inactive',
  };
  if (LoadState === 'masked' || !path.startsWith('/etc/systemd/system/')) {
    // One that is masked until the reboot is found and masked after it.
    const masked = file === 'masked' || file === 'masked-runtime' || LoadState === 'masked';
    return [runs, { key: `unit-mask ${id}`, value: masked ? 'masked' : 'unmasked', off: 'masked' }];
  }
  if (!['enabled', 'enabled-runtime', 'disabled'].includes(file)) return [runs];
  return [runs, { key: `unit-enabled ${id}`, value: file, off: 'disabled' }];
}
