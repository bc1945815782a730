import type { Journal } from './open-journal.ts';

/** `run`: the steps of an invocation. `publish`: bringing its reports to the store. */
export type StopwatchPurpose = 'run' | 'publish';

/**
 * Counts how long something has gone on, across restarts of the agent and of the machine, by the machine's uptime: a clock
 * that jumps ends no run early and lets none go on for ever. Time in which the machine was down is not counted, nor is
 * that since the last start when the machine went down unasked: how much it was nobody knows.
 */
export interface Stopwatches {
  /** Starts one, or goes on with it, and answers the milliseconds that it has counted so far. */
  start(invocationId: string, purpose: StopwatchPurpose): number;
  pause(invocationId: string, purpose: StopwatchPurpose): void;
}

export interface Uptime {
  readonly bootId: string;
  readonly uptimeMs: () => number;
}

export function openStopwatches({ db, atomically }: Journal, { bootId, uptimeMs }: Uptime): Stopwatches {
  const find = db.prepare('select used_ms, since_ms, boot_id from stopwatches where invocation_id = ? and purpose = ?');
  const save = db.prepare(
    `insert into stopwatches (invocation_id, purpose, used_ms, since_ms, boot_id) values (?, ?, ?, ?, ?)
     on conflict (invocation_id, purpose) do update set
       used_ms = excluded.used_ms, since_ms = excluded.since_ms, boot_id = excluded.boot_id`,
  );
  const usedUntil = (invocationId: string, purpose: StopwatchPurpose, now: number): number => {
    const row = find.get(invocationId, purpose);
    if (!row) return 0;
    const since = row['since_ms'] as number | null;
    const counts = since !== null && row['boot_id'] === bootId;
    return (row['used_ms'] as number) + (counts ? Math.max(0, now - since) : 0);
  };
  const note = (invocationId: string, purpose: StopwatchPurpose, goesOn: boolean): number =>
    atomically(() => {
      const now = Math.round(uptimeMs());
      const used = usedUntil(invocationId, purpose, now);
      save.run(invocationId, purpose, used, goesOn ? now : null, bootId);
      return used;
    });
  return {
    start: (invocationId, purpose) => note(invocationId, purpose, true),
    pause: (invocationId, purpose) => void note(invocationId, purpose, false),
  };
}
