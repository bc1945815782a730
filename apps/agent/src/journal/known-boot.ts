import type { Journal } from './open-journal.ts';

/** How far two estimates of the same boot's time may lie apart: the clock is corrected after a boot, or by hand. */
const ESTIMATE_MS_MAX = 10 * 60 * 1000;

export interface KnownBoot {
  /** The boot that the machine is in. */
  readonly bootId: string;
  /** Notes the uptime of now, right before the machine is told to reboot: a later boot shows a smaller one. */
  noteUptime(): void;
}

/**
 * Names the boot by the kernel's own id, or, where there is none (`boot-<time>`, as on Windows), by the estimated time of
 * the boot: an estimate that only wavers must not pass for another boot, and so prove a reboot that did not happen.
 */
export function openKnownBoot({ db, atomically }: Journal, told: string, uptimeMs: () => number): KnownBoot {
  const find = db.prepare('select boot_id, uptime_ms from boots');
  const save = db.prepare(
    `insert into boots (only_row, boot_id, uptime_ms) values (1, ?, ?)
     on conflict (only_row) do update set boot_id = excluded.boot_id, uptime_ms = excluded.uptime_ms`,
  );
  const row = find.get();
  const before = row ? { bootId: row['boot_id'] as string, uptimeMs: row['uptime_ms'] as number } : null;
  const bootId = nameBoot(before, { bootId: told, uptimeMs: uptimeMs() });
  const noteUptime = () => void atomically(() => save.run(bootId, Math.round(uptimeMs())));
  noteUptime();
  return { bootId, noteUptime };
}

export interface SeenBoot {
  readonly bootId: string;
  readonly uptimeMs: number;
}

/** The id of the boot that is seen now; that of the one before when it is the same boot. */
export function nameBoot(before: SeenBoot | null, now: SeenBoot): string {
  if (before === null || !isEstimate(before.bootId) || !isEstimate(now.bootId)) return now.bootId;
  const apartMs = Math.abs(timeOf(before.bootId) - timeOf(now.bootId));
  // An uptime that went back is another boot, whatever the clock says.
  const isSame = now.uptimeMs >= before.uptimeMs && apartMs <= ESTIMATE_MS_MAX;
  if (isSame) return before.bootId;
  return apartMs === 0 ? `${before.bootId}${AGAIN}` : now.bootId;
}

/** Tells two boots apart whose estimated times are the same. */
const AGAIN = '+';

function isEstimate(bootId: string): boolean {
  return bootId.startsWith('boot-') && !Number.isNaN(timeOf(bootId));
}

function timeOf(bootId: string): number {
  return Date.parse(bootId.slice('boot-'.length).replace(/\++$/, ''));
}
