import type { CommandClaims } from '@rustine/contract';

/** Whether the command's window lets nothing start any more. `now` is by the server's clock, with no allowance. */
export function isPastWindow({ startUntil }: CommandClaims, now: number): boolean {
  return startUntil !== undefined && startUntil * 1000 <= now;
}

export function windowReason({ startUntil = 0 }: CommandClaims): string {
  return `its window lets nothing start from ${new Date(startUntil * 1000).toISOString().slice(0, 19)}Z on, and it had not begun by then`;
}
