/**
 * A time on the wall clock, as the milliseconds that the same reading would have in UTC. It is no instant: which one it
 * names only a time zone can tell.
 */
export type WallTime = number;

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** Reads a `LocalTime` of the contract. */
export function readWallTime(text: string): WallTime {
  return Date.parse(`${text}Z`);
}

/** `2026-12-08T22:00:00`. */
export function writeWallTime(wall: WallTime): string {
  return new Date(wall).toISOString().slice(0, 19);
}

/** `+01:00`; offsets of a part of a minute, which no zone has had since 1972, are rounded. */
export function writeOffset(minutes: number): string {
  const whole = Math.round(Math.abs(minutes));
  const two = (number: number) => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}
