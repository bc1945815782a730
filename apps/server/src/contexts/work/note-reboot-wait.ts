import { deadlineSeconds } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { lockInvocation } from './sql/lock-invocation.ts';
import { saveInvocation } from './sql/save-invocation.ts';

/**
 * An invocation that has told of its reboot asks whether it may: why it has to wait, or nothing, and a deadline that
 * counts from now. Whoever asks is alive, so the time that its machine has to come back has not begun.
 */
export async function noteRebootWait(
  tx: Transaction,
  noted: { readonly invocationId: string; readonly instanceId: string; readonly reason: string; readonly at: Date },
): Promise<{ readonly owed: boolean; readonly rebootSeconds: number }> {
  const invocation = await lockInvocation(tx, noted.invocationId);
  if (invocation === null || invocation.instanceId !== noted.instanceId || invocation.state !== 'REBOOTING')
    return { owed: false, rebootSeconds: 0 };
  const asked = { deliverySeconds: 0, timeoutSeconds: invocation.timeoutSeconds };
  const given = invocation.rebootSeconds === null ? asked : { ...asked, rebootSeconds: invocation.rebootSeconds };
  const rebootSeconds = deadlineSeconds('REBOOTING', given) ?? 0;
  const deadlineAt = new Date(noted.at.getTime() + rebootSeconds * 1000);
  await saveInvocation(tx, { ...invocation, reason: noted.reason, deadlineAt });
  return { owed: true, rebootSeconds };
}
