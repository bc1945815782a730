import { isFinal } from '@rustine/domain';
import type { Transaction } from '../../../db/connect.ts';
import type { PowerNeeds } from '../needs.ts';
import type { LockedInvocation } from '../sql/lock-invocation.ts';
import { writeLog } from '../sql/work-log.ts';

interface Ending {
  readonly before: LockedInvocation;
  readonly after: LockedInvocation;
  readonly at: Date;
  /** Null when nobody will ever put its machine back: it is no longer ours. */
  readonly power: PowerNeeds | null;
}

/**
 * What an invocation becomes that would end now: where its machine was started for it and is to be put back as it was
 * found, it is POWERING_OFF with its verdict kept; everything else is left as it is.
 */
export async function putBackFirst(tx: Transaction, { before, after, at, power }: Ending): Promise<LockedInvocation> {
  const state = after.state;
  if (power === null || after.power === null || !isFinal(state) || isFinal(before.state)) return after;
  if (before.state === 'POWERING_OFF') return after;
  const { id, instanceId, restartedByOthers } = after;
  const { restore, reason } = await power.askToRestore(tx, { invocationId: id, instanceId, restartedByOthers, at });
  if (restore) {
    const said = after.reason === '' ? '' : ` ${after.reason}`;
    const words = `Ended ${state}, and its instance is being switched off again, as it was found.${said}`;
    return { ...after, state: 'POWERING_OFF', reason: words, outcomeState: state, outcomeReason: after.reason };
  }
  const wasLeftOn = after.power === 'WOKEN' || after.power === 'WAKING';
  if (wasLeftOn && reason !== '') {
    const message = `The instance is left on: ${reason}`;
    await writeLog(tx, { workRequestId: after.workRequestId, invocationId: id, at, level: 'INFO', message });
  }
  return wasLeftOn ? { ...after, power: 'LEFT_ON' } : after;
}
