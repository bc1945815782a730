import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * An instant as people give it: a day (its beginning in UTC), RFC 3339, or how long ago, or from now where that is meant
 * (`90m`, `12h`, `30d`, `2w`). Answers RFC 3339 in UTC. @throws CliError that names the option and what it may be.
 */
export function parseInstant(option: string, text: string, now: Date, direction: 'ago' | 'from now' = 'ago'): string {
  const far = /^(\d{1,5})([mhdw])$/.exec(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const sign = direction === 'ago' ? -1 : 1;
  const at = far
    ? new Date(now.getTime() + sign * Number(far[1]) * unitMs[far[2] as keyof typeof unitMs])
    : new Date(isInstant ? text : Number.NaN);
  // A day that no month has is taken for one of the next month.
  const isReal = far !== null || isRealDay(text);
  if (!Number.isNaN(at.getTime()) && isReal) return at.toISOString();
  throw new CliError(
    `${option} "${text}" is neither a day like 2026-01-31, nor an instant like 2026-01-31T22:00:00Z, nor a time ${direction} like 12h or 30d.`,
    exitCodes.USAGE,
  );
}

/** Whether there is the day with which an instant begins. */
export function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
