import type { InvocationPower, InvocationState } from '@rustine/contract';
import type { AgentVerdict, FinalInvocationState } from '@rustine/domain';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** What decides on an invocation and may change. */
export interface LockedInvocation {
  readonly id: string;
  readonly workRequestId: string;
  readonly instanceId: string;
  readonly state: InvocationState;
  readonly reason: string;
  readonly deadlineAt: Date | null;
  readonly timeoutSeconds: number;
  readonly lastEventSeq: number;
  readonly lastEventAt: Date | null;
  readonly bootId: string | null;
  readonly rebootRequired: boolean | null;
  /** The reboot that is owed: who asked, and under which boot id. Null when none is, or the last one is proved. */
  readonly rebootStep: string | null;
  readonly rebootFromBootId: string | null;
  readonly rebootSeconds: number | null;
  /** Reboots that a new boot id proved. */
  readonly reboots: number;
  readonly agentState: AgentVerdict | null;
  readonly agentMessage: string | null;
  readonly createdAt: Date;
  /** When its turn came; null while it waits for it. */
  readonly releasedAt: Date | null;
  readonly offeredAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** The window that it starts in; null when it holds to none. */
  readonly windowName: string | null;
  readonly startUntil: Date | null;
  readonly windowClosesAt: Date | null;
  /** Why the server itself cancels it. */
  readonly cancelReason: string | null;
  /** Null for one whose machine nobody was asked to wake. */
  readonly power: InvocationPower | null;
  readonly wokenAt: Date | null;
  readonly restartedByOthers: boolean;
  /** How it ended, while its machine is put back as it was found; else null. */
  readonly outcomeState: FinalInvocationState | null;
  readonly outcomeReason: string | null;
}

const columns = sql`
  id, work_request_id as "workRequestId", instance_id as "instanceId", state, reason, deadline_at as "deadlineAt",
  timeout_seconds as "timeoutSeconds", last_event_seq as "lastEventSeq", last_event_at as "lastEventAt",
  boot_id as "bootId", reboot_required as "rebootRequired", reboot_step as "rebootStep",
  reboot_from_boot_id as "rebootFromBootId", reboot_seconds as "rebootSeconds", reboots, agent_state as "agentState",
  agent_message as "agentMessage", created_at as "createdAt", released_at as "releasedAt", offered_at as "offeredAt",
  delivered_at as "deliveredAt", started_at as "startedAt", finished_at as "finishedAt",
  window_name as "windowName", start_until as "startUntil", window_closes_at as "windowClosesAt",
  cancel_reason as "cancelReason", power, woken_at as "wokenAt", restarted_by_others as "restartedByOthers",
  outcome_state as "outcomeState", outcome_reason as "outcomeReason"`;

/**
 * Locks an invocation until the transaction ends. `no key update`, because reports and log lines that refer to it may be
 * inserted meanwhile. Lock order of all work: invocations by id, then the work request.
 */
export async function lockInvocation(tx: Transaction, invocationId: string): Promise<LockedInvocation | null> {
  const { rows } = await sql<LockedInvocation>`
    select ${columns} from invocations where id = ${invocationId}::text for no key update`.execute(tx);
  return rows[0] ?? null;
}

/** Those of the invocations that exist, locked by ascending id. */
export async function lockInvocations(tx: Transaction, invocationIds: readonly string[]): Promise<LockedInvocation[]> {
  const { rows } = await sql<LockedInvocation>`
    select ${columns} from invocations where id = any(${[...invocationIds]}::text[]) order by id for no key update`.execute(
    tx,
  );
  return rows;
}

/** All open invocations of a work request, locked by ascending id. */
export async function lockOpenInvocations(tx: Transaction, workRequestId: string): Promise<LockedInvocation[]> {
  const { rows } = await sql<LockedInvocation>`
    select ${columns} from invocations
    where work_request_id = ${workRequestId}::text and deadline_at is not null
    order by id
    for no key update`.execute(tx);
  return rows;
}

/** Those that are at work although their window has closed, locked by ascending id. One that only waits for its reports is done. */
export async function lockPastTheirWindow(
  tx: Transaction,
  workRequestId: string,
  at: Date,
): Promise<LockedInvocation[]> {
  const { rows } = await sql<LockedInvocation>`
    select ${columns} from invocations
    where work_request_id = ${workRequestId}::text and deadline_at is not null and window_closes_at <= ${at}::timestamptz
      and state not in ('CANCELING', 'POWERING_OFF') and agent_state is null
    order by id
    for no key update`.execute(tx);
  return rows;
}
