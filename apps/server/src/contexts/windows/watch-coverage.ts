import type { Db } from '../../db/connect.ts';
import type { WindowsNeeds } from './needs.ts';
import { windowsForPlaces, type WindowRow } from './sql/windows.ts';

/**
 * Milliseconds for which one look at the whole fleet is taken for true. What another replica, or a change of labels or
 * groups, has changed meanwhile is seen after it; what this replica changes is seen at once.
 */
const FRESH_MS = 5_000;

export interface Coverage {
  /** The enabled windows that cover an instance, by id. */
  windowsOf(instanceId: string): Promise<readonly WindowRow[]>;
  /** A window was changed here: look anew. */
  forget(): void;
}

const NONE: readonly WindowRow[] = [];

/**
 * Which windows cover an instance, for those who ask at each check-in of each agent: thousands of them share one look,
 * made only when somebody asks.
 */
export function watchCoverage({ db, needs }: { readonly db: Db; readonly needs: WindowsNeeds }): Coverage {
  let look: { readonly at: number; readonly found: Promise<ReadonlyMap<string, readonly WindowRow[]>> } | undefined;
  const lookAround = async (): Promise<ReadonlyMap<string, readonly WindowRow[]>> => {
    const windows = await windowsForPlaces(db, 'ENABLED');
    const covered = await needs.fleet.coveredBy(db, new Map(windows.map(({ id, targets }) => [id, targets])), 'ALL');
    const windowsOf = new Map<string, WindowRow[]>();
    for (const window of windows) {
      for (const instanceId of covered.get(window.id) ?? []) {
        const those = windowsOf.get(instanceId);
        if (those === undefined) windowsOf.set(instanceId, [window]);
        else those.push(window);
      }
    }
    return windowsOf;
  };
  return {
    async windowsOf(instanceId) {
      if (look === undefined || performance.now() - look.at >= FRESH_MS) {
        const begun = { at: performance.now(), found: lookAround() };
        look = begun;
        // One that failed is nobody's answer but theirs who waited for it.
        begun.found.catch(() => {
          if (look === begun) look = undefined;
        });
      }
      return (await look.found).get(instanceId) ?? NONE;
    },
    forget() {
      look = undefined;
    },
  };
}
