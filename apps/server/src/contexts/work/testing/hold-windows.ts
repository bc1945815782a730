import type { TestBed } from './test-bed.ts';

/** A window that lets things start for `start` seconds from now on, and closes after `close`. */
export function openFor(bed: TestBed, { start, close }: { readonly start: number; readonly close: number }) {
  const later = (seconds: number) => new Date(bed.clock().getTime() + seconds * 1000);
  return {
    kind: 'OPEN',
    windowId: 'mw-1',
    windowName: 'night',
    startUntil: later(start),
    closesAt: later(close),
  } as const;
}

export function freezeNow(bed: TestBed) {
  return { freezeId: 'frz-1', name: 'year end', until: new Date(bed.clock().getTime() + 86_400_000) };
}

/** What a command says, unproved. */
export function claimsOf(jws: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
