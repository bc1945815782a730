import type { HoldingFreeze, WindowPlace } from '../needs.ts';

/** Whether an instance may start, and until when; null where it holds to no window. */
export type StartJudgement =
  | {
      readonly kind: 'may';
      readonly windowName: string | null;
      readonly startUntil: Date | null;
      readonly windowClosesAt: Date | null;
    }
  | { readonly kind: 'skip'; readonly reason: string };

/** Decides for one instance. `place` is null for work that holds to no window, `freeze` for work that none holds up. */
export function judgeStart(place: WindowPlace | null, freeze: HoldingFreeze | null): StartJudgement {
  if (freeze !== null) return { kind: 'skip', reason: freezeReason(freeze) };
  if (place === null) return { kind: 'may', windowName: null, startUntil: null, windowClosesAt: null };
  if (place.kind === 'CLOSED') {
    return { kind: 'skip', reason: `Not started, because it may only be while a window is open: ${place.reason}.` };
  }
  const { windowName, startUntil, closesAt } = place;
  return { kind: 'may', windowName, startUntil: wholeSeconds(startUntil), windowClosesAt: closesAt };
}

export function freezeReason({ name, until }: HoldingFreeze): string {
  return `Not started, because the freeze "${name}" holds until ${stamp(until)}: run it again after that, or override the freeze with a reason.`;
}

/** `place` of an instance whose turn came too late, or never. */
export function tooLateReason(windowName: string | null, startUntil: Date): string {
  return `Not started: the window "${windowName ?? ''}" lets nothing start from ${stamp(startUntil)} on, which was before its turn came.`;
}

export function closedReason(windowName: string | null, closedAt: Date): string {
  return `Its window "${windowName ?? ''}" closed at ${stamp(closedAt)}, and what was at work then was to be canceled.`;
}

/** A command's claims are whole seconds: server and agent then agree on the last moment. */
function wholeSeconds(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

export function stamp(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
