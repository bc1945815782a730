import type { LabelChanges } from '@rustine/contract';
import { sql } from 'kysely';
import type { Transaction } from '../../../db/connect.ts';
import { selectTargeted, type ResolvedTargets } from './select-targeted.ts';

export interface InstanceChange {
  readonly displayName?: string | undefined;
  readonly compartmentId?: string | undefined;
  readonly labels?: LabelChanges | undefined;
}

export interface UpdateOutcome {
  readonly targeted: number;
  /** Ids of those that are different now. */
  readonly changed: readonly string[];
  /** The most labels that a changed one has. */
  readonly labelsMax: number;
}

/**
 * Makes the same change to all targets in one statement. Rows that are so already are not written, and rows are locked
 * by id, so that two changes of the same fleet wait for each other instead of standing in each other's way.
 */
export async function updateInstances(
  tx: Transaction,
  targets: ResolvedTargets,
  change: InstanceChange,
): Promise<UpdateOutcome> {
  const displayName = change.displayName ?? null;
  const compartmentId = change.compartmentId ?? null;
  const patch = JSON.stringify(change.labels ?? {});
  const { rows } = await sql<{ targeted: number; changed: string[] | null; labelsMax: number | null }>`
    with wanted as (${selectTargeted(targets, sql`i.id`)}), held as (
      select i.id from managed_instances i join wanted w on w.id = i.id
      where i.retired_at is null
      order by i.id
      for no key update of i
    ), changed as (
      update managed_instances i
      set
        display_name = coalesce(${displayName}::text, display_name),
        compartment_id = coalesce(${compartmentId}::text, compartment_id),
        labels = jsonb_strip_nulls(labels || ${patch}::jsonb)
      from held
      where i.id = held.id and (display_name, compartment_id, labels) is distinct from (
        coalesce(${displayName}::text, display_name), coalesce(${compartmentId}::text, compartment_id),
        jsonb_strip_nulls(labels || ${patch}::jsonb)
      )
      returning i.id, (select count(*) from jsonb_object_keys(i.labels)) as labels
    )
    select (select count(*) from held) as targeted, array_agg(id) as changed, max(labels) as "labelsMax" from changed
  `.execute(tx);
  const { targeted, changed, labelsMax } = rows[0]!;
  return { targeted, changed: changed ?? [], labelsMax: labelsMax ?? 0 };
}
