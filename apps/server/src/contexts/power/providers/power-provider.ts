import type { PowerState } from '@rustine/contract';

export interface SeenPower {
  readonly state: PowerState;
  /** What is the same for as long as this one run of the machine lasts, and another for the next; null when not told. */
  readonly marker: string | null;
  /** The provider's own word, where it says more than the state. */
  readonly said: string;
}

/** What switches machines on and off. Each call ends within the provider's time, or fails with a PowerFault. */
export interface PowerProvider {
  state(ref: string): Promise<SeenPower>;
  /** `alreadyRan`: the provider says that there was nothing to start. */
  start(ref: string): Promise<{ readonly alreadyRan: boolean }>;
  /** Asks the machine to shut down; with `force` it is switched off hard, where the provider can. */
  stop(ref: string, how: { readonly force: boolean }): Promise<void>;
}

/** Why a provider did not do it, in its own words. PERMANENT: asking again gives the same. */
export class PowerFault extends Error {
  readonly kind: 'TRANSIENT' | 'PERMANENT';

  constructor(kind: 'TRANSIENT' | 'PERMANENT', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PowerFault';
    this.kind = kind;
  }
}
