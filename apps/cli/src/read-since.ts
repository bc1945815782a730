import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

const MINUTE_MS = 60_000;
const minutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };
const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** The instant that `--since` means: so long before now, or itself. @throws CliError that says how it may be written */
export function readSince(given: string, now: Date): Date {
  const { count, unit = '' } = /^(?<count>\d{1,6})(?<unit>[mhdw])$/.exec(given)?.groups ?? {};
  const at =
    count === undefined
      ? Date.parse(INSTANT.test(given) ? given : '')
      : now.getTime() - Number(count) * (minutes[unit] ?? 0) * MINUTE_MS;
  // Before the epoch there was nothing to list, and the API takes no year of another form.
  if (at >= 0) return new Date(at);
  throw new CliError(
    `--since "${given}" is neither a time ago, as 90m, 24h, 7d or 2w, nor an instant, as 2026-11-20 or 2026-11-20T10:00:00Z.`,
    exitCodes.USAGE,
  );
}
