import { deriveWorkRequest, type InvocationCounts } from '@rustine/domain';
import type { WorkRequestState } from '@rustine/contract';
import type { Transaction } from '../../db/connect.ts';
import { askAfterHealthCheck } from './dispatch/ask-for-dispatch.ts';
import { checkedBy, readOpenWaves } from './sql/wave-figures.ts';
import { holdsOpen } from './sql/holds-open.ts';
import { writeLog } from './sql/work-log.ts';
import { countInvocations, hasOpenInvocation, lockWorkRequest, saveWorkRequest } from './sql/work-request-state.ts';

/**
 * Brings a work request's state in line after one of its invocations ended or was corrected. The lock comes first and
 * the counting after it, in a statement of its own that sees what others committed meanwhile: of two transactions that
 * end the last two invocations at once, the second one sees both ends. The end of one invocation, `endedId`, among
 * thousands that are under way keeps another one of them open instead, and waits for nobody.
 */
export async function moveWorkRequest(
  tx: Transaction,
  workRequestId: string,
  at: Date,
  endedId?: string,
): Promise<void> {
  if (endedId !== undefined && (await holdsOpen(tx, workRequestId, endedId))) return;
  const workRequest = await lockWorkRequest(tx, workRequestId);
  if (workRequest === null) return;
  const cancelAsked = workRequest.cancelAskedAt !== null;
  const settled = workRequest.state === (cancelAsked ? 'CANCELING' : 'IN_PROGRESS');
  if (settled && (await hasOpenInvocation(tx, workRequestId))) return;
  const counts = await countInvocations(tx, workRequestId);
  const { open, unhealthy } = await readOpenWaves(tx, workRequestId);
  const { state } = deriveWorkRequest(counts, { cancelAsked, waveOpen: open, checkFailed: unhealthy.length > 0 });
  const reasons = [workRequest.stopReason, unhealthyReason(unhealthy), reasonOf(state, counts)];
  const reason = reasons.filter((part) => part !== '').join(' ');
  const ended = isEnd(state);
  await saveWorkRequest(tx, workRequestId, { state, reason, at, ended });
  if (!ended || state === workRequest.state) return;
  const corrected = isEnd(workRequest.state);
  const words = `${corrected ? 'The end was corrected' : 'The work request has ended'}: ${state}.${reason === '' ? '' : ` ${reason}`}`;
  await writeLog(tx, { workRequestId, at, level: state === 'FAILED' ? 'ERROR' : 'INFO', message: words });
  const checks = await checkedBy(tx, workRequestId);
  if (checks !== null) await askAfterHealthCheck(tx, { workRequestId: checks, healthCheckId: workRequestId });
}

function unhealthyReason(waves: readonly string[]): string {
  if (waves.length === 0) return '';
  return `The health check of ${waves.length === 1 ? 'wave' : 'waves'} ${waves.join(', ')} did not succeed.`;
}

function isEnd(state: WorkRequestState): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELED';
}

function reasonOf(state: WorkRequestState, counts: InvocationCounts): string {
  const noneRan = Object.entries(counts).every(([each, count]) => each === 'SKIPPED' || count === 0);
  if (noneRan && (counts.SKIPPED ?? 0) > 0)
    return 'Nothing ran: all instances were skipped, each for the reason that it gives.';
  if (state !== 'FAILED') return '';
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = [
    { count: counts.FAILED ?? 0, words: 'failed' },
    { count: counts.TIMED_OUT ?? 0, words: 'not heard of in time' },
    { count: counts.CANCELED ?? 0, words: 'canceled' },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) return '';
  return `Of ${total} ${total === 1 ? 'instance' : 'instances'}: ${parts.map(({ count, words }) => `${count} ${words}`).join(', ')}.`;
}
