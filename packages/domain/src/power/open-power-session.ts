import type { PowerPhase } from '@rustine/contract';
import type { PowerAbilities } from './abilities.ts';

/** What decides on a machine that runs need, as it is written down. */
export interface OpenPowerSession {
  readonly phase: Exclude<PowerPhase, 'ENDED'>;
  /** How it was found before anything was done to it; null until it was looked at. */
  readonly found: 'RUNNING' | 'STOPPED' | 'UNKNOWN' | null;
  /** How often it was told to start, and when last; written before each call. */
  readonly starts: number;
  readonly startAskedAt: Date | null;
  /** At our first start the provider said that it runs already. */
  readonly startedByOther: boolean;
  /** What the provider says of this one run of the machine. */
  readonly marker: string | null;
  /** A person asked for it to stay on. */
  readonly keepOn: boolean;
  /** Its binding says that it stays on. */
  readonly leaveOn: boolean;
  /** When it was first told to stop, and when last; written before each call. */
  readonly stopAskedAt: Date | null;
  readonly stopRepeatedAt: Date | null;
  /** The provider's words at the newest call that failed; empty when none did. */
  readonly message: string;
  /** When a server last looked at it, or had to. */
  readonly lookedAt: Date;
  /** When the phase fails by itself. */
  readonly deadlineAt: Date | null;
  readonly abilities: PowerAbilities;
  /** Null for a machine that is never switched off hard. */
  readonly forceOffAfterSeconds: number | null;
}
