/**
 * CANARY: alone in the first wave. SLEEPER: switched off when the night begins. REFUSER: its own change control refuses
 * every change. REBOOTER: has an old C library, so that its updates ask for a reboot.
 */
export type Role = 'CANARY' | 'SLEEPER' | 'REFUSER' | 'REBOOTER';

export interface NightMachine {
  readonly name: string;
  readonly role: Role;
  readonly root: 'current' | 'aged';
}

/** Two sleepers, of which one has to reboot before it may sleep on; two rebooters, of which one may be down at a time. */
const cast = [
  { role: 'CANARY', root: 'aged' },
  { role: 'SLEEPER', root: 'current' },
  { role: 'REFUSER', root: 'current' },
  { role: 'REBOOTER', root: 'aged' },
  { role: 'SLEEPER', root: 'aged' },
  { role: 'REBOOTER', root: 'aged' },
] as const;

export const NIGHT_MACHINES_MIN = 3;
export const NIGHT_MACHINES_MAX = cast.length;

export function castNight(machines: number): NightMachine[] {
  return cast.slice(0, machines).map((each, index) => ({ ...each, name: `night-${index + 1}` }));
}
