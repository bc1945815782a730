import { judgeAutomaticUpdates, type AutomaticUpdatesWish } from '@rustine/domain';
import type { StandingAt } from './standings.ts';
import type { Coverage } from './watch-coverage.ts';

export interface AskCoverageDeps {
  readonly coverage: Coverage;
  readonly standingAt: StandingAt;
}

export interface AskWishDeps extends AskCoverageDeps {
  readonly isFrozen: (instanceId: string, at: Date) => Promise<boolean>;
}

/**
 * Whether a window that covers the instance was open at that instant, its cut-off passed or not; null when none covers
 * it. The windows are taken as they are now, whatever they were then.
 */
export async function wasOpen(
  { coverage, standingAt }: AskCoverageDeps,
  instanceId: string,
  at: Date,
): Promise<boolean | null> {
  const windows = await coverage.windowsOf(instanceId);
  return windows.length === 0 ? null : windows.some((window) => standingAt(window, at).current !== null);
}

/**
 * What the agent of the instance does at that instant with the automatic updates of its system. A window in which a freeze
 * holds is none for them either.
 */
export async function automaticUpdatesOf(
  { coverage, standingAt, isFrozen }: AskWishDeps,
  instanceId: string,
  at: Date,
): Promise<AutomaticUpdatesWish> {
  const windows = await coverage.windowsOf(instanceId);
  const wish = judgeAutomaticUpdates(
    windows.map((window) => ({
      automaticUpdates: window.automaticUpdates,
      isOpen: () => standingAt(window, at).current !== null,
    })),
  );
  const isHeldOutside = windows.some(({ automaticUpdates }) => automaticUpdates === 'OFF_OUTSIDE');
  if (wish === 'HOLD' || !isHeldOutside) return wish;
  return (await isFrozen(instanceId, at)) ? 'HOLD' : 'LEAVE';
}
