import { CodedError, type BindPowerRequest } from '@rustine/contract';
import { abilitiesOf } from '@rustine/domain';
import { withTransaction } from '../../db/with-transaction.ts';
import { recordAudit } from '../audit/index.ts';
import type { Asker } from './change-providers.ts';
import { checkRef } from './providers/check-ref.ts';
import type { SessionDeps } from './session/session-deps.ts';
import { requireInstance } from './show-power.ts';
import { deleteBinding, releaseRef, saveBinding } from './sql/bindings.ts';
import { lockProvider } from './sql/providers.ts';
import { lockOpenSession, owedToOther } from './sql/sessions.ts';

export type Bind = BindPowerRequest & { readonly instanceId: string };

/**
 * Says what switches an instance on and off, in the place of what did before.
 * @throws CodedError NOT_FOUND; VALIDATION_FAILED for a name that the provider cannot know, or for one that can only
 * start machines unless they may stay on; CONFLICT when another instance is that machine or was it, and it is still to be
 * put back for that one, or when a run needs it now.
 */
export async function bindInstance(deps: SessionDeps, bind: Bind, asker: Asker): Promise<void> {
  const { instanceId, providerId, ref, leaveOn } = bind;
  await requireInstance(deps, instanceId);
  await withTransaction(deps.db, async (tx) => {
    const provider = await lockProvider(tx, providerId);
    if (provider === null) {
      const message = `There is no power provider ${providerId}.`;
      throw new CodedError('NOT_FOUND', message, { details: [{ place: 'body.providerId', message }] });
    }
    const { kind } = provider.settings;
    const fault = checkRef(kind, ref);
    if (fault !== null) throw invalid('body.ref', fault);
    if (!leaveOn && !abilitiesOf(kind).canStop) {
      const message = `${provider.name} (${kind}) can start machines and never stop them: say leaveOn, and runs leave the machine on.`;
      throw invalid('body.leaveOn', message);
    }
    if ((await lockOpenSession(tx, instanceId)) !== null) throw inUse(instanceId);
    const other = await releaseRef(tx, { providerId, ref, instanceId });
    if (other !== null) {
      const message = `${ref} of ${provider.name} is the machine of ${other}: two instances on one machine would switch each other off.`;
      throw new CodedError('CONFLICT', message, { details: [{ place: 'body.ref', message }] });
    }
    const owed = await owedToOther(tx, { providerId, ref, instanceId });
    if (owed !== null) {
      const message = `${ref} of ${provider.name} is still to be put back for ${owed}, which had it before: try again when that is over.`;
      throw new CodedError('CONFLICT', message, { details: [{ place: 'body.ref', message }] });
    }
    await saveBinding(tx, { ...bind, at: deps.clock() });
    const details = { providerId, provider: provider.name, ref, leaveOn };
    await recordAudit(tx, { ...asker, action: 'bind power', target: instanceId, details });
  });
}

/** @throws CodedError NOT_FOUND when it is not bound, CONFLICT while a run needs the machine. */
export async function unbindInstance({ db }: SessionDeps, instanceId: string, asker: Asker): Promise<void> {
  await withTransaction(db, async (tx) => {
    if ((await lockOpenSession(tx, instanceId)) !== null) throw inUse(instanceId);
    if (!(await deleteBinding(tx, instanceId))) {
      throw new CodedError('NOT_FOUND', `${instanceId} is bound to no power provider.`);
    }
    await recordAudit(tx, { ...asker, action: 'unbind power', target: instanceId });
  });
}

function inUse(instanceId: string): CodedError {
  return new CodedError('CONFLICT', `A run needs the machine of ${instanceId} now: try again when it is over.`);
}

function invalid(place: string, message: string): CodedError {
  return new CodedError('VALIDATION_FAILED', message, { details: [{ place, message }] });
}
