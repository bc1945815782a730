import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';

/** What stands in the way of deleting a compartment. */
export interface CompartmentContent {
  readonly compartments: number;
  readonly instances: number;
  readonly groups: number;
  /** Names of dynamic groups whose rule looks at it, at most five. */
  readonly rules: readonly string[];
  readonly windows: number;
  readonly freezes: number;
  readonly jobs: number;
  readonly quorumSets: number;
  /** Names of maintenance windows that lie elsewhere and cover it, at most five. */
  readonly coveredBy: readonly string[];
  /** Names of scheduled jobs that lie elsewhere and run on it, at most five. */
  readonly targetedBy: readonly string[];
}

/** Locks the compartment against everything that would come to lie in it, and says what is there. */
export async function lockContent(tx: Transaction, id: string): Promise<CompartmentContent> {
  await sql`select from compartments where id = ${id}::text for update`.execute(tx);
  const { rows } = await sql<CompartmentContent>`
    select
      (select count(*) from compartments where parent_id = ${id}::text) as compartments,
      (select count(*) from managed_instances where compartment_id = ${id}::text and retired_at is null) as instances,
      (select count(*) from managed_instance_groups where compartment_id = ${id}::text) as groups,
      array(
        select name from managed_instance_groups where rule ->> 'compartmentId' = ${id}::text order by name limit 5
      ) as rules,
      (select count(*) from maintenance_windows where compartment_id = ${id}::text) as windows,
      (select count(*) from freezes where compartment_id = ${id}::text) as freezes,
      array(
        select name from maintenance_windows
        where targets ->> 'compartmentId' = ${id}::text and compartment_id <> ${id}::text order by name limit 5
      ) as "coveredBy",
      (select count(*) from scheduled_jobs where compartment_id = ${id}::text and deleted_at is null) as jobs,
      (select count(*) from quorum_sets where compartment_id = ${id}::text) as "quorumSets",
      array(
        select name from scheduled_jobs
        where spec -> 'targets' ->> 'compartmentId' = ${id}::text and compartment_id <> ${id}::text
          and deleted_at is null order by name limit 5
      ) as "targetedBy"
  `.execute(tx);
  return rows[0]!;
}

/**
 * Deletes a compartment that is locked and empty. What is only history goes to its parent: instances that were removed,
 * jobs that were deleted, work requests, and enrolment tokens, of which those that nobody used expire now, since the place that they lead to is gone.
 */
export async function deleteCompartment(tx: Transaction, id: string): Promise<void> {
  await sql`
    update managed_instances i set compartment_id = c.parent_id
    from compartments c where c.id = ${id}::text and i.compartment_id = c.id and i.retired_at is not null
  `.execute(tx);
  await sql`
    update enrollment_tokens t
    set compartment_id = c.parent_id, expires_at = case when used_at is null then least(expires_at, now()) else expires_at end
    from compartments c where c.id = ${id}::text and t.compartment_id = c.id
  `.execute(tx);
  await sql`
    update scheduled_jobs j set compartment_id = c.parent_id
    from compartments c where c.id = ${id}::text and j.compartment_id = c.id and j.deleted_at is not null
  `.execute(tx);
  await sql`
    update work_requests w set compartment_id = c.parent_id
    from compartments c where c.id = ${id}::text and w.compartment_id = c.id
  `.execute(tx);
  await sql`delete from compartments where id = ${id}::text`.execute(tx);
}
