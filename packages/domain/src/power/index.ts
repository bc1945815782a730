export { abilitiesOf, type PowerAbilities } from './abilities.ts';
export { beginLook } from './begin-look.ts';
export { decideRelease, type Release } from './decide-release.ts';
export { nextPowerStep, type Looked, type PowerStep } from './next-power-step.ts';
export type { OpenPowerSession } from './open-power-session.ts';
