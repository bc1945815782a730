import type { CommandClaims } from '@rustine/contract';

/** Whether the command's window lets nothing start any more. `now` is by the server's clock, with no allowance. */
export function isPastWindow({ startUntil }: CommandClaims, now: number): boolean {
  return startUntil !== undefined && startUntil * 1000 <= now;
}

/** Why what was at work has ended; null claims are those of an invocation that is over. */
export function endReason(claims: CommandClaims | null): string {
  return `Its window closed at ${stamp(claims?.cancelAt)}, and what was at work then was to be canceled.`;
}

export function windowReason({ startUntil = 0 }: CommandClaims): string {
  return `nothing may start from ${stamp(startUntil)} on, by its window or a freeze, and it had not begun by then`;
}

function stamp(seconds = 0): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
