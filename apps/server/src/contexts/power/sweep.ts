import { askAbout, type AskDeps } from './ask-about.ts';
import { silentSince } from './silent-since.ts';
import { claimSilent } from './sql/silent-bindings.ts';

/** A machine that gives no sign of life is asked about this often, in seconds. */
const ASK_SECONDS = 300;
const PAGE = 50;
/** Providers are asked about so many machines at the same time. */
const AT_ONCE = 5;

/**
 * Asks the providers about the bound machines that give no sign of life, so that what is switched off is shown so. Once
 * it `isEnding` it begins with no more.
 */
export async function sweepPower(deps: AskDeps, isEnding: () => boolean): Promise<void> {
  const now = deps.clock();
  const due = { silentSince: silentSince(now), askedBefore: new Date(now.getTime() - ASK_SECONDS * 1000) };
  for (;;) {
    const page = await claimSilent(deps.db, { ...due, now, limit: PAGE });
    for (let from = 0; from < page.length; from += AT_ONCE) {
      if (isEnding()) return;
      await Promise.all(page.slice(from, from + AT_ONCE).map((binding) => askAbout(deps, binding)));
    }
    if (page.length < PAGE) return;
  }
}
