import { sql } from 'kysely';
import type { Db } from '../../../db/connect.ts';

export interface Reached {
  readonly freezeId: string;
  readonly id: string;
}

/** The compartments that each freeze holds for: its own and all below it. */
const reach = (freezeIds: readonly string[]) => sql`
  reach as (
    select id as freeze_id, compartment_id from freezes where id = any(${[...freezeIds]}::text[])
    union all
    select r.freeze_id, c.id from compartments c join reach r on c.parent_id = r.compartment_id
  )
`;

/** Which of the instances each of these freezes holds for. */
export async function listInstancesReached(
  db: Db,
  asked: { readonly freezeIds: readonly string[]; readonly instanceIds: readonly string[] },
): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    with recursive ${reach(asked.freezeIds)}
    select r.freeze_id as "freezeId", i.id from managed_instances i join reach r on r.compartment_id = i.compartment_id
    where i.id = any(${[...asked.instanceIds]}::text[]) and i.retired_at is null
  `.execute(db);
  return rows;
}

export interface CompartmentPeriodRow {
  readonly compartmentId: string;
  readonly freezeId: string;
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
  readonly summary: string;
}

/** The periods of enabled freezes that hold for each of the compartments and meet the range, the soonest first. */
export async function listPeriodsOfCompartments(
  db: Db,
  asked: { readonly compartmentIds: readonly string[]; readonly from: Date; readonly to: Date },
): Promise<CompartmentPeriodRow[]> {
  const { rows } = await sql<CompartmentPeriodRow>`
    with recursive path as (
      select id as asked_id, id, parent_id from compartments where id = any(${[...asked.compartmentIds]}::text[])
      union all
      select p.asked_id, c.id, c.parent_id from compartments c join path p on c.id = p.parent_id
    )
    select path.asked_id as "compartmentId", f.id as "freezeId", f.name, p.from_at as "from", p.to_at as "to", p.summary
    from path join freezes f on f.compartment_id = path.id join freeze_periods p on p.freeze_id = f.id
    where f.enabled and p.from_at < ${asked.to}::timestamptz and p.to_at > ${asked.from}::timestamptz
    order by p.from_at, p.to_at, f.id
  `.execute(db);
  return rows;
}

/** When the next period begins, later than `after`, of the enabled freezes that hold for an instance; null for never. */
export async function nextFreezeStart(db: Db, instanceId: string, after: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    with recursive path as (
      select c.id, c.parent_id from compartments c join managed_instances i on i.compartment_id = c.id
      where i.id = ${instanceId}::text
      union all
      select c.id, c.parent_id from compartments c join path p on c.id = p.parent_id
    )
    select min(p.from_at) as at
    from path join freezes f on f.compartment_id = path.id join freeze_periods p on p.freeze_id = f.id
    where f.enabled and p.from_at > ${after}::timestamptz`.execute(db);
  return rows[0]?.at ?? null;
}
