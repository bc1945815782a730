import type { AgentVerdict } from '@rustine/domain';
import type { CommandClaims } from '@rustine/contract';
import type { Act } from './behaviour.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** What the machine itself knows of one command, to compare the server's account with. Survives being switched off. */
export interface Run {
  readonly invocationId: string;
  /** Null for a command that only its cancel reached. */
  readonly command: CommandClaims | null;
  /** How often the inbox brought it. */
  deliveries: number;
  /** Boot ids under which it was played, in order. */
  readonly boots: string[];
  /** When it first began to run, RFC 3339; null for one that never did. */
  startedAt: string | null;
  /** What the agent says of the end; null while it goes on, or when it never answers. */
  end: AgentVerdict | 'REFUSED' | null;
  /** When it said so, RFC 3339. */
  endedAt: string | null;
  /** Whether the server has acknowledged the end. */
  told: boolean;
}

/** A run as the agent plays it. */
export interface PlayedRun extends Run {
  /** Null when the agent never answers. */
  readonly acts: readonly Act[] | null;
  readonly outbox: Outbox;
  position: number;
  /** The step that a reboot was told for and whose new boot id is still to be told. */
  rebootFor: string | null;
  /** Bytes of output so far, by step and stream. */
  readonly printed: Map<string, number>;
  sending: boolean;
}

/** How it ended is said once, and now. */
export function endRun(run: Run, end: NonNullable<Run['end']>): void {
  run.end = end;
  run.endedAt = new Date().toISOString();
}

export function newRun(invocationId: string, command: CommandClaims | null, acts: readonly Act[] | null): PlayedRun {
  return {
    invocationId,
    command,
    deliveries: 1,
    boots: [],
    startedAt: null,
    end: null,
    endedAt: null,
    told: false,
    acts,
    outbox: createOutbox(invocationId),
    position: 0,
    rebootFor: null,
    printed: new Map(),
    sending: false,
  };
}
