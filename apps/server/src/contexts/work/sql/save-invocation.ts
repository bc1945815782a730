import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import type { LockedInvocation } from './lock-invocation.ts';

/** Writes what may change of an invocation that this transaction holds locked. */
export async function saveInvocation(tx: Transaction, invocation: LockedInvocation): Promise<void> {
  await sql`
    update invocations set
      state = ${invocation.state}::text,
      reason = ${invocation.reason}::text,
      deadline_at = ${invocation.deadlineAt}::timestamptz,
      last_event_seq = ${invocation.lastEventSeq}::integer,
      last_event_at = ${invocation.lastEventAt}::timestamptz,
      boot_id = ${invocation.bootId}::text,
      reboot_required = ${invocation.rebootRequired}::boolean,
      reboot_step = ${invocation.rebootStep}::text,
      reboot_from_boot_id = ${invocation.rebootFromBootId}::text,
      reboot_seconds = ${invocation.rebootSeconds}::integer,
      reboots = ${invocation.reboots}::integer,
      agent_state = ${invocation.agentState}::text,
      agent_message = ${invocation.agentMessage}::text,
      delivered_at = ${invocation.deliveredAt}::timestamptz,
      started_at = ${invocation.startedAt}::timestamptz,
      finished_at = ${invocation.finishedAt}::timestamptz,
      cancel_reason = ${invocation.cancelReason}::text,
      power = ${invocation.power}::text,
      woken_at = ${invocation.wokenAt}::timestamptz,
      restarted_by_others = ${invocation.restartedByOthers}::boolean,
      outcome_state = ${invocation.outcomeState}::text,
      outcome_reason = ${invocation.outcomeReason}::text
    where id = ${invocation.id}::text`.execute(tx);
}
