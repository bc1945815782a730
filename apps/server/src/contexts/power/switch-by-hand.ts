import { CodedError } from '@rustine/contract';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import { askAbout } from './ask-about.ts';
import type { Asker } from './change-providers.ts';
import { faultOf } from './session/look.ts';
import type { SessionDeps } from './session/session-deps.ts';
import { requireBinding } from './show-power.ts';
import { listUnderWay } from './sql/holders.ts';
import { lockOpenSession, saveSession } from './sql/sessions.ts';

/**
 * Switches a machine for a person, who is noted before anything is done. A machine that somebody switched on stays on
 * when the run that woke it ends.
 * @throws CodedError NOT_FOUND; CONFLICT to stop what a run needs; POWER_FAILED with the provider's own words.
 */
export async function switchByHand(
  deps: SessionDeps,
  { instanceId, to }: { readonly instanceId: string; readonly to: 'on' | 'off' },
  asker: Asker,
): Promise<void> {
  const binding = await requireBinding(deps, instanceId);
  const { providerName: name, settings, ref } = binding;
  // Before it is looked for runs: it may take its time, in which a command could go out.
  const { provider } = await orFail(() => deps.openProvider({ name, settings }));
  await withTransaction(deps.db, async (tx) => {
    const session = await lockOpenSession(tx, instanceId);
    if (to === 'off' && (session !== null || (await listUnderWay(tx, instanceId)).length > 0)) {
      throw new CodedError(
        'CONFLICT',
        `A run needs the machine of ${instanceId} now: cancel it first, or wait until it is over.`,
      );
    }
    if (session?.phase === 'RESTORING' && session.stopAskedAt !== null) {
      throw new CodedError(
        'CONFLICT',
        `The machine of ${instanceId} is being switched off, as a run found it: switch it on when it is off (rustine power status ${instanceId} --refresh).`,
      );
    }
    if (session !== null) await saveSession(tx, session, { keepOn: true }, deps.clock());
    const action = to === 'on' ? 'start instance' : 'stop instance';
    await recordAudit(tx, { ...asker, action, target: instanceId, details: { provider: name, ref } });
  });
  await orFail(async () => {
    if (to === 'on') await provider.start(ref);
    else await provider.stop(ref, { force: false });
  });
  await askAbout(deps, binding);
}

async function orFail<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new CodedError('POWER_FAILED', faultOf(error).message, { cause: error });
  }
}
