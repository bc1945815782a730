const DAY_MS = 86_400_000;
/** 9999-12-31T23:59:59Z: an id that was not made by us may tell any time. */
const LATEST_MS = 253_402_300_799_000;

/**
 * The days in which the lake can have an invocation: parts lie by the day on which the work request was made, and that
 * was on the same day as the invocation or shortly before. Ids are UUIDv7, whose first 48 bits are milliseconds.
 */
export function daysOfId(id: string): string[] {
  const hex = id
    .slice(id.indexOf('-') + 1)
    .replace('-', '')
    .slice(0, 12);
  const made = Math.min(Number.parseInt(hex, 16), LATEST_MS);
  return [made - DAY_MS, made].map((at) => new Date(at).toISOString().slice(0, 10));
}
