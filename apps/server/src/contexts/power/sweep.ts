import type { PowerSweep } from '@rustine/contract';
import { ONLINE_SECONDS_MAX } from '@rustine/domain';
import { withTransaction } from '../../db/with-transaction.ts';
import { faultOf, look } from './session/look.ts';
import type { SessionDeps } from './session/session-deps.ts';
import { claimSilent, noteState, type BindingRow } from './sql/bindings.ts';

/** A machine that gives no sign of life is asked about this often, in seconds. */
const ASK_SECONDS = 300;
const PAGE = 50;
/** Providers are asked about so many machines at the same time. */
const AT_ONCE = 5;

export type SweepDeps = Omit<SessionDeps, 'pollMs'>;

/**
 * Asks the providers about the bound machines that give no sign of life, so that what is switched off is shown so.
 * `atOnce` asks about those too that were asked about a moment ago; a sweep that `isEnding` begins with no more.
 */
export async function sweepPower(
  deps: SweepDeps,
  { atOnce = false, isEnding }: { readonly atOnce?: boolean; readonly isEnding?: () => boolean } = {},
): Promise<PowerSweep> {
  const counts = { asked: 0, stopped: 0, running: 0, failed: 0 };
  const began = deps.clock();
  const askedBefore = new Date(began.getTime() - (atOnce ? 0 : ASK_SECONDS * 1000));
  const silentSince = new Date(began.getTime() - ONLINE_SECONDS_MAX * 1000);
  for (;;) {
    const page = await claimSilent(deps.db, { silentSince, askedBefore, now: began, limit: PAGE });
    for (let from = 0; from < page.length; from += AT_ONCE) {
      if (isEnding?.() === true) return counts;
      const states = await Promise.all(page.slice(from, from + AT_ONCE).map((binding) => askAbout(deps, binding)));
      for (const state of states) counts[state] += 1;
      counts.asked += states.length;
    }
    if (page.length < PAGE) return counts;
  }
}

/** Asks about one machine now, and notes what is said of it. */
export async function askAbout(deps: SweepDeps, binding: BindingRow): Promise<'stopped' | 'running' | 'failed'> {
  // From before the answer: a sign of life that comes while it is asked for counts for more.
  const at = deps.clock();
  const looked = await lookAt(deps, binding);
  const isSeen = looked.kind === 'SEEN';
  await withTransaction(deps.db, async (tx) => {
    const noted = isSeen
      ? { state: looked.state, message: looked.said, at }
      : { state: null, message: looked.message, at };
    if (!(await noteState(tx, binding, noted)) || !isSeen) return;
    if (looked.state === 'STOPPED') await deps.needs.fleet.noteStopped(tx, binding.instanceId, at);
    else if (looked.state !== 'UNKNOWN') await deps.needs.fleet.noteNotStopped(tx, binding.instanceId);
  });
  if (!isSeen) return 'failed';
  return looked.state === 'STOPPED' ? 'stopped' : 'running';
}

async function lookAt({ openProvider }: SweepDeps, { providerName, settings, ref }: BindingRow) {
  try {
    const { provider } = await openProvider({ name: providerName, settings });
    return await look(provider, ref);
  } catch (error) {
    return faultOf(error);
  }
}
