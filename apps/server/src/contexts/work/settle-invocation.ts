import { isFinal } from '@rustine/domain';
import type { Transaction } from '../../db/connect.ts';
import { mayBeCorrected, weigh } from './change-invocation.ts';
import { moveInvocation } from './move-invocation.ts';
import type { PowerNeeds, ReportNeeds } from './needs.ts';
import { lockInvocation, lockInvocations } from './sql/lock-invocation.ts';

interface Settling {
  readonly reports: ReportNeeds;
  readonly power: PowerNeeds;
  readonly at: Date;
}

/**
 * Weighs an invocation's end again after its reports changed. Changes nothing before the agent has told the end, and
 * nothing twice. Takes the lock before it reads the reports, so that of an end and an ingest which commit at the same
 * moment the later one sees the other.
 */
export async function settleInvocation(
  tx: Transaction,
  { invocationId, reports, power, at }: Settling & { readonly invocationId: string },
): Promise<void> {
  const before = await lockInvocation(tx, invocationId);
  if (before === null || before.agentState === null) return;
  if (isFinal(before.state) && !mayBeCorrected(before)) return;
  const after = weigh(before, { reports: await reports.reportSummary(tx, invocationId), at });
  const same = after.state === before.state && after.reason === before.reason;
  if (same && after.outcomeState === before.outcomeState) return;
  await moveInvocation(tx, { before, after, at, power });
}

/**
 * Settles many in one transaction. All are locked first, by ascending id: an end that waits for a work request which this
 * transaction holds must not hold an invocation that this transaction has still to lock.
 */
export async function settleInvocations(
  tx: Transaction,
  { invocationIds, ...settling }: Settling & { readonly invocationIds: readonly string[] },
): Promise<void> {
  for (const { id } of await lockInvocations(tx, invocationIds))
    await settleInvocation(tx, { invocationId: id, ...settling });
}
