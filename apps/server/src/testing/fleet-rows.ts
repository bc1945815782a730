import { randomUUID } from 'node:crypto';
import { ROOT_COMPARTMENT_ID, type InvocationState } from '@rustine/contract';
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import { newId } from '../ids.ts';

export interface InstancePlan {
  readonly displayName?: string;
  readonly compartmentId?: string;
  readonly publicKey?: object;
  readonly lastCheckInAt?: Date;
  readonly rebootRequired?: boolean;
}

/** An enrolled instance; returns its id. */
export async function addInstance(db: Db, plan: InstancePlan = {}): Promise<string> {
  const id = newId('instance');
  await sql`
    insert into managed_instances (
      id, compartment_id, display_name, hostname, os_family, os_name, os_version, kernel_version, architecture,
      agent_version, facts_hash, key_thumbprint, public_key, last_check_in_at, reboot_required
    ) values (
      ${id}, ${plan.compartmentId ?? ROOT_COMPARTMENT_ID}, ${plan.displayName ?? id}, 'host', 'LINUX', 'Debian GNU/Linux 12',
      '12', '6.1', 'x86_64', '0.1.0', '', ${randomUUID()}, ${JSON.stringify(plan.publicKey ?? {})}::jsonb,
      ${plan.lastCheckInAt ?? null}::timestamptz, ${plan.rebootRequired ?? null}::boolean
    )`.execute(db);
  return id;
}

export interface InvocationPlan {
  readonly documentName?: string;
  readonly state?: InvocationState;
  readonly finishedAt?: Date;
  readonly idempotencyKey?: string;
}

/** A work request with one invocation; returns the invocation's id. */
export async function addInvocation(db: Db, instanceId: string, plan: InvocationPlan = {}): Promise<string> {
  const { documentName = 'Rustine-ScanInstance', state = 'RUNNING', finishedAt = null, idempotencyKey = null } = plan;
  const id = newId('invocation');
  const workRequestId = newId('workRequest');
  await sql`
    insert into document_versions (name, version, schema_version, description, content, sha256, registered_by)
    values (${documentName}, 1, '2.2', '', '{}', '', 'test') on conflict do nothing`.execute(db);
  await sql`
    insert into work_requests (id, compartment_id, document_name, document_version, parameters, state, created_by, idempotency_key)
    values (${workRequestId}, ${ROOT_COMPARTMENT_ID}, ${documentName}, 1, '{}', 'IN_PROGRESS', 'test', ${idempotencyKey})`.execute(
    db,
  );
  await sql`
    insert into invocations (id, work_request_id, instance_id, state, deadline_at, released_at, expires_at, timeout_seconds, finished_at)
    values (
      ${id}, ${workRequestId}, ${instanceId}, ${state}, now() + interval '1 hour', now(), now() + interval '1 hour', 60,
      ${finishedAt}::timestamptz
    )`.execute(db);
  return id;
}
