import { deadlineSeconds } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { lockInvocation } from './sql/lock-invocation.ts';
import { saveInvocation } from './sql/save-invocation.ts';

export interface RebootWait {
  readonly owed: boolean;
  /** It is to end instead, which its agent may not have heard yet. */
  readonly canceling: boolean;
  readonly rebootSeconds: number;
}

/**
 * An invocation that has told of its reboot asks whether it may: why it has to wait, or nothing, and a deadline that
 * counts from now. Whoever asks is alive, so the time that its machine has to come back has not begun. One that was
 * given up because its agent could not ask for long goes on, and its end corrects it.
 */
export async function noteRebootWait(
  tx: Transaction,
  noted: { readonly invocationId: string; readonly instanceId: string; readonly reason: string; readonly at: Date },
): Promise<RebootWait> {
  const invocation = await lockInvocation(tx, noted.invocationId);
  const state = invocation === null || invocation.instanceId !== noted.instanceId ? null : invocation.state;
  const late = state === 'TIMED_OUT' && invocation?.agentState === null && invocation.rebootStep !== null;
  if (invocation === null || (state !== 'REBOOTING' && !late))
    return { owed: false, canceling: state === 'CANCELING', rebootSeconds: 0 };
  const asked = { deliverySeconds: 0, timeoutSeconds: invocation.timeoutSeconds };
  const given = invocation.rebootSeconds === null ? asked : { ...asked, rebootSeconds: invocation.rebootSeconds };
  const rebootSeconds = deadlineSeconds('REBOOTING', given) ?? 0;
  const deadlineAt = new Date(noted.at.getTime() + rebootSeconds * 1000);
  if (!late) await saveInvocation(tx, { ...invocation, reason: noted.reason, deadlineAt });
  return { owed: true, canceling: false, rebootSeconds };
}
