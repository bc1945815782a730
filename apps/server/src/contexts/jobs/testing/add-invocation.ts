import { sql } from 'kysely';
import { newId } from '../../../ids.ts';
import type { openJobs } from './open-jobs.ts';

/** One that has succeeded. */
export async function addInvocation(
  bed: Awaited<ReturnType<typeof openJobs>>,
  { workRequestId, instanceId, rebootRequired }: { workRequestId: string; instanceId: string; rebootRequired: boolean },
): Promise<void> {
  await sql`
    insert into invocations (id, work_request_id, instance_id, state, timeout_seconds, reboot_required)
    values (${newId('invocation')}::text, ${workRequestId}::text, ${instanceId}::text, 'SUCCEEDED', 60,
      ${rebootRequired}::boolean)`.execute(bed.db);
}
