import type { AutomaticUpdatesPolicy } from '@rustine/contract';

/** What an agent does now with the automatic updates of its system: leaves them as they were found, or holds them. */
export type AutomaticUpdatesWish = 'LEAVE' | 'HOLD';

/**
 * What the enabled windows that cover an instance ask for together. OFF holds always. OFF_OUTSIDE holds unless a window
 * that says so too is open: one that leaves automatic updates alone gives nobody leave.
 */
export function judgeAutomaticUpdates(
  windows: readonly { readonly automaticUpdates: AutomaticUpdatesPolicy; readonly isOpen: () => boolean }[],
): AutomaticUpdatesWish {
  if (windows.some(({ automaticUpdates }) => automaticUpdates === 'OFF')) return 'HOLD';
  const outside = windows.filter(({ automaticUpdates }) => automaticUpdates === 'OFF_OUTSIDE');
  return outside.length === 0 || outside.some(({ isOpen }) => isOpen()) ? 'LEAVE' : 'HOLD';
}
