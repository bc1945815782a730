import { withTransaction } from '../../db/with-transaction.ts';
import { faultOf, look } from './session/look.ts';
import type { SessionDeps } from './session/session-deps.ts';
import { noteState, type BindingRow } from './sql/bindings.ts';

export type AskDeps = Omit<SessionDeps, 'pollMs'>;

/** Asks about one machine now, and notes what is said of it. */
export async function askAbout(deps: AskDeps, binding: BindingRow): Promise<'stopped' | 'running' | 'failed'> {
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

async function lookAt({ openProvider }: AskDeps, { providerName, settings, ref }: BindingRow) {
  try {
    const { provider } = await openProvider({ name: providerName, settings });
    return await look(provider, ref);
  } catch (error) {
    return faultOf(error);
  }
}
