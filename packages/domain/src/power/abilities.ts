import type { PowerKind } from '@rustine/contract';

export interface PowerAbilities {
  readonly canStop: boolean;
  readonly tellsState: boolean;
}

/** What a kind of provider can do. Wake-on-LAN is one packet to which nobody answers. */
export function abilitiesOf(kind: PowerKind): PowerAbilities {
  const isDeaf = kind === 'wake-on-lan';
  return { canStop: !isDeaf, tellsState: !isDeaf };
}
